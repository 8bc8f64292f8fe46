/** A phone's picture on its way to a thin uplink: at most 1600 px, about 300 KB, turned the right way up. */

/** Reads a number plate at ten metres and still goes through on 3G in seconds. */
export const MOST_PX = 1600
const QUALITY = 0.82

export function fitWithin(width: number, height: number, most = MOST_PX): { width: number; height: number } {
  const scale = Math.min(1, most / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** What the canvas cannot read (HEIC on some phones) goes as it is: the centre says whether it takes it. */
export async function downscale(file: Blob): Promise<Blob> {
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    return file
  }
  try {
    const { width, height } = fitWithin(picture.width, picture.height)
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    canvas.getContext('2d')!.drawImage(picture, 0, 0, width, height)
    return await new Promise<Blob>((done) => canvas.toBlob((blob) => done(blob ?? file), 'image/jpeg', QUALITY))
  } finally {
    picture.close()
  }
}
