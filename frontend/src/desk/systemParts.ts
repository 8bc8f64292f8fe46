/** `/healthz`: each part of the installation, up or down; 503 when one is down, so the body counts and not the status. */
interface Health {
  parts: Record<string, { up: boolean }>
}

/** Names of the parts that are down; null when nobody answered. */
export async function askParts(ask: typeof fetch = fetch): Promise<string[] | null> {
  try {
    const answer = await ask('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5000) })
    const { parts } = (await answer.json()) as Health
    return Object.entries(parts).filter(([, part]) => !part.up).map(([name]) => name)
  } catch {
    return null
  }
}
