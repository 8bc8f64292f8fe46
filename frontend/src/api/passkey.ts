/** WebAuthn between the centre's JSON and the browser's buffers (older browsers have no parse…FromJSON). */

interface Described {
  id: string
  type: 'public-key'
  transports?: AuthenticatorTransport[]
}

export interface PasskeyOptions {
  challenge: string
  rpId: string
  timeout?: number
  userVerification?: UserVerificationRequirement
  allowCredentials?: Described[]
}

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
}

export function text(buffer: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** Browsers offer passkeys over https or on localhost only, and never for a bare address. */
export function passkeysHere(place: Pick<Location, 'protocol' | 'hostname'> = location): boolean {
  const bare = /^[\d.]+$/.test(place.hostname) || place.hostname.startsWith('[')
  const safe = place.protocol === 'https:' || place.hostname === 'localhost' || place.hostname.endsWith('.localhost')
  return !bare && safe && 'PublicKeyCredential' in window
}

export async function askPasskey(options: PasskeyOptions): Promise<Record<string, unknown>> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) })),
  }
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
  const response = found.response as AuthenticatorAssertionResponse
  return {
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      ...(response.userHandle ? { userHandle: text(response.userHandle) } : {}),
    },
  }
}
