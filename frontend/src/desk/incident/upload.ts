/** Files on their way to the centre: one multipart POST each, with progress, one Idempotency-Key per file however often it is tried. */
import { ApiError, csrf, newKey } from '@/api/client'

export interface Upload {
  key: string
  name: string
  size: number
  /** 0…1 while it is sent. */
  sent: number
  error: string
  busy: boolean
  file: File
}

export function uploadOf(file: File): Upload {
  return { key: newKey(), name: file.name, size: file.size, sent: 0, error: '', busy: false, file }
}

/** 1.4 MB */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`
}

export function isPicture(mime: string): boolean {
  return /^image\/(jpeg|png|webp|gif)$/.test(mime)
}

/** A picture pasted from a phone call's screenshot has no useful name. */
export function pastedName(file: File, at: string): File {
  return /^image\.\w+$/.test(file.name) ? new File([file], `截图-${at}.${file.name.split('.').pop()}`, { type: file.type }) : file
}

/** `fetch` tells nothing of what is already sent; a phone video over a thin line must show that it moves. */
export function send(path: string, upload: Upload, fields: Record<string, string>, moved: (part: number) => void): Promise<unknown> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value)
  form.append('file', upload.file, upload.name)
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-CSRFToken', csrf())
    request.setRequestHeader('Idempotency-Key', upload.key)
    request.upload.onprogress = (event) => event.lengthComputable && moved(event.loaded / event.total)
    request.onerror = () => failed(new ApiError(0, 'unreachable', ''))
    request.onload = () => {
      const said = parse(request.responseText)
      if (request.status < 300) done(said)
      else failed(new ApiError(request.status, String(said.code ?? `http_${request.status}`), String(said.detail ?? '')))
    }
    request.send(form)
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {} // an error page of a proxy
  }
}
