/** What draws the map here: a graphics card, the processor in its place, or nothing. */

export type Graphics = 'card' | 'processor' | 'none'

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i

export function graphics(): Graphics {
  if (new URLSearchParams(location.search).has('flat')) return 'none' // to see the fallback on a machine that has WebGL2
  try {
    const gl = document.createElement('canvas').getContext('webgl2')
    if (!gl) return 'none'
    const info = gl.getExtension('WEBGL_debug_renderer_info')
    const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
    gl.getExtension('WEBGL_lose_context')?.loseContext() // a browser has few of them
    return SOFTWARE.test(name) ? 'processor' : 'card'
  } catch {
    return 'none'
  }
}
