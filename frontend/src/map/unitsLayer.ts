/** Draws every unit in one call: a MapLibre custom layer of GL points that glide between fixes on the GPU. */
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from 'maplibre-gl'
import { STRIDE, type UnitsBuffer } from './unitsBuffer'

const VERTEX = `#version 300 es
precision highp float;
layout(location=0) in vec4 a_move;      // x0 y0 x1 y1 relative to the origin
layout(location=1) in vec2 a_course;    // heading rad or -1, start of the glide s
layout(location=2) in vec4 a_look;      // kind, state, flags, -
uniform mat4 u_matrix;
uniform float u_now, u_glide, u_scale, u_zoom, u_pulse, u_sparse, u_crowd;
flat out float v_heading, v_size;
flat out int v_kind, v_state, v_flags, v_dot;
flat out vec4 v_body;
vec4 look() {   // what of the colour does not depend on the pixel
  vec3 force = vec3(0.498, 0.831, 0.902), air = vec3(0.788, 0.651, 1.0), person = vec3(0.62, 0.78, 0.86), grey = vec3(0.455, 0.53, 0.604);
  vec3 body = v_kind == 3 || v_kind == 4 ? air : v_kind == 9 || v_kind == 2 || v_kind == 7 ? force : person;
  if (v_state == 2) body = grey;
  if (v_state == 3) body = mix(grey, force, 0.45);
  if ((v_flags & 2) != 0 && v_state != 2) body = mix(body, vec3(1.0), 0.55);
  if ((v_flags & 1) != 0) body = vec3(1.0, 0.365, 0.561);
  return vec4(body, v_state == 3 ? 0.6 : v_state == 2 ? 0.8 : 1.0);
}
void main() {
  v_kind = int(a_look.x); v_state = int(a_look.y); v_flags = int(a_look.z);
  v_heading = a_course.x;
  bool sos = (v_flags & 1) != 0;
  bool important = (v_flags & 15) != 0;
  if (v_kind == 255 || (u_sparse > 0.5 && !important)) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); gl_PointSize = 0.0; return; }
  vec2 p = mix(a_move.xy, a_move.zw, clamp((u_now - a_course.y) / u_glide, 0.0, 1.0));
  gl_Position = u_matrix * vec4(p, 0.0, 1.0);
  bool single = v_kind != 9 && v_kind != 3 && v_kind != 4;   // radios, phones, cars: the crowd
  float grow = mix(single ? 0.55 : v_kind == 3 ? 0.85 : 0.66, 1.25, clamp((u_zoom - 8.5) / 4.0, 0.0, 1.0));   // a drone is seen on the whole city
  float size = v_kind == 3 ? 19.0 : v_kind == 2 || v_kind == 7 ? 14.0 : v_kind == 9 ? 12.0 : v_kind == 4 ? 13.0 : 9.0;
  if (v_state == 3) size *= 0.72;
  size *= grow;
  if (single && !important) size *= u_crowd;
  if ((v_flags & 6) != 0) size = max(size * 1.45, 16.0);
  if (sos) size = 30.0 + 8.0 * u_pulse;
  v_size = size * u_scale;
  v_body = look();
  // The crowd on the whole city: no course and no corner shows in so few pixels, and each of them costs a wall without a graphics card
  v_dot = single && !important && v_state == 0 && v_size < 8.0 ? 1 : 0;
  gl_PointSize = v_size;
}`

const FRAGMENT = `#version 300 es
precision highp float;
flat in float v_heading, v_size;
flat in int v_kind, v_state, v_flags, v_dot;
flat in vec4 v_body;
uniform float u_pulse;
out vec4 color;
float box(vec2 p, vec2 b) { vec2 d = abs(p) - b; return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0); }
float arrow(vec2 p) { // points to -y; a dart, so that the course is read at 10 px
  p.x = abs(p.x);
  float side = dot(p - vec2(0.0, -0.78), normalize(vec2(0.93, -0.42)));
  float notch = dot(p - vec2(0.0, 0.38), normalize(vec2(-0.55, 0.83)));
  return max(side, notch);
}
float rotor(vec2 p) { // four rotors and arms
  vec2 q = abs(p);
  float arms = box(vec2((q.x - q.y) * 0.7071, (q.x + q.y) * 0.7071), vec2(0.1, 0.72));
  float rings = abs(length(q - vec2(0.5)) - 0.22) - 0.09;
  return min(min(arms, rings), length(p) - 0.2);
}
void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  if (v_dot == 1) {
    float edge = (0.62 - length(p)) * 0.5 * v_size;      // pixels inside the disc
    float cover = clamp(edge + 1.5, 0.0, 1.0) * 0.85;
    float disc = clamp(edge + 0.5, 0.0, 1.0);
    color = vec4(mix(vec3(0.027, 0.05, 0.08) * cover, v_body.rgb, disc), mix(cover, 1.0, disc));
    return;
  }
  bool sos = (v_flags & 1) != 0, assigned = (v_flags & 2) != 0, selected = (v_flags & 4) != 0;
  float px = 2.0 / v_size;                       // one pixel in shape units
  float room = sos ? 0.36 : (assigned || selected) ? 0.62 : 0.86;
  vec2 q = p / room;
  if (v_heading >= 0.0 && (v_kind == 2 || v_kind == 7)) { float c = cos(v_heading), s = sin(v_heading); q = mat2(c, -s, s, c) * q; }
  float d;
  if (v_kind == 3) d = rotor(q) - 0.6 * px / room;   // its arms are a tenth of it: thinner than a pixel when small
  else if (v_kind == 2 || v_kind == 7) d = v_heading >= 0.0 ? arrow(q) : box(q, vec2(0.62));
  else if (v_kind == 9) d = box(q, vec2(0.62)) - 0.12;
  else if (v_kind == 4) d = max(box(q, vec2(0.8)), -box(q, vec2(0.42)));
  else if (v_kind == 8) d = (abs(q.x) + abs(q.y)) * 0.7071 - 0.55;
  else d = length(q) - 0.72;
  d *= room;
  float inside = smoothstep(px, -px, d);
  float rim = smoothstep(px, -px, d - 1.6 * px * 1.5);        // dark edge, so that neighbours stay apart
  bool hollow = v_state != 0 && v_kind != 3;
  float wall = smoothstep(px, -px, abs(d + 1.6 * px) - 1.6 * px);
  float shape = hollow && !sos ? max(wall, inside * 0.12) : inside;
  float alpha = v_body.a;
  vec4 c = vec4(vec3(0.027, 0.05, 0.08), rim * (hollow ? 0.55 : 0.85) * alpha);
  c = mix(c, v_body, shape);
  float r = length(p);
  if (assigned || selected) {
    float ring = smoothstep(px, -px, abs(r - 0.86) - 0.9 * px);
    vec3 tone = selected ? vec3(0.31, 0.70, 0.91) : vec3(0.91, 0.94, 0.97);
    c = mix(c, vec4(tone, selected ? 1.0 : 0.85), ring);
  }
  if (sos) {
    float halo = smoothstep(1.0, 0.5, r) * (0.25 + 0.35 * u_pulse);
    float ring = smoothstep(px, -px, abs(r - 0.8) - 1.6 * px);
    c = mix(vec4(1.0, 0.365, 0.561, max(halo, 0.0)), vec4(c.rgb, 1.0), c.a);
    c = mix(c, vec4(1.0, 0.365, 0.561, 1.0), ring);
  }
  if (c.a < 0.01) discard;
  color = vec4(c.rgb * c.a, c.a);
}`

/** A car in a hurry; moves of less than half a pixel are not worth a frame of the whole map. */
const BRISK_MS = 20
const EARTH_M = 40_075_017
const SLOWEST_FPS = 2
const FASTEST_FPS = 60

/** How many frames a second show every visible step: two on the whole city, sixty in a street. */
export function framesPerSecond(zoom: number, lat: number): number {
  const metresPerPixel = (EARTH_M * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom)
  return Math.min(FASTEST_FPS, Math.max(SLOWEST_FPS, (2 * BRISK_MS) / metresPerPixel))
}

/** A tenth of the view may be crowd; more, and its symbols shrink – no further than a dot of five pixels. */
const CROWDED = 0.1
const SMALLEST = 0.4
const SYMBOL_PX = 12

/** Size of the crowd's symbols, in steps so that it stays while a few come and go. */
export function crowdSize(units: number, viewPx: number): number {
  const share = (units * SYMBOL_PX * SYMBOL_PX) / Math.max(1, viewPx)
  return Math.max(SMALLEST, Math.min(1, Math.round(Math.sqrt(CROWDED / Math.max(share, 1e-6)) * 10) / 10))
}

export class UnitsLayer implements CustomLayerInterface {
  readonly id = 'units'
  readonly type = 'custom' as const
  readonly renderingMode = '2d' as const
  /** CSS pixels per drawn pixel of the shapes' nominal size (a wall draws larger). */
  scale = 1
  /** True = only units that matter; the rest is shown as counts by another layer. */
  sparse = false
  /** Below 1 where so many stand in the view that at full size they would be one patch: radios, phones and cars only. */
  crowd = 1
  /** SOS units pulse; without any the map may rest. */
  pulsing = false
  calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  /** Draw calls since the start, for tests and the developer's eye. */
  frames = 0
  private map: MapLibre | null = null
  private program: WebGLProgram | null = null
  private vao: WebGLVertexArrayObject | null = null
  private vertices: WebGLBuffer | null = null
  private held = 0
  private uniforms: Record<string, WebGLUniformLocation | null> = {}
  private glideUntil = 0
  private drawnAt = 0
  private timer = 0
  private readonly matrix = new Float32Array(16)

  constructor(
    private readonly buffer: UnitsBuffer,
    private readonly nowS: () => number,
  ) {}

  onAdd(map: MapLibre, gl: WebGL2RenderingContext): void {
    this.map = map
    this.program = link(gl)
    for (const name of ['u_matrix', 'u_now', 'u_glide', 'u_scale', 'u_zoom', 'u_pulse', 'u_sparse', 'u_crowd'])
      this.uniforms[name] = gl.getUniformLocation(this.program, name)
    this.vertices = gl.createBuffer()
    this.vao = gl.createVertexArray()
    gl.bindVertexArray(this.vao)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.vertices)
    gl.enableVertexAttribArray(0)
    gl.vertexAttribPointer(0, 4, gl.FLOAT, false, STRIDE, 0)
    gl.enableVertexAttribArray(1)
    gl.vertexAttribPointer(1, 2, gl.FLOAT, false, STRIDE, 16)
    gl.enableVertexAttribArray(2)
    gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, false, STRIDE, 24)
    gl.bindVertexArray(null)
    this.held = 0 // a restored context starts with nothing
  }

  onRemove(_map: MapLibre, gl: WebGL2RenderingContext): void {
    gl.deleteProgram(this.program)
    gl.deleteBuffer(this.vertices)
    gl.deleteVertexArray(this.vao)
    clearTimeout(this.timer)
    this.map = null
  }

  /** Something in the buffer changed: draw until the glide is over. */
  changed(): void {
    this.glideUntil = this.nowS() + this.buffer.glideS
    this.request()
  }

  /** The next frame, no sooner than anything visible can have moved: a wall without a graphics card has other work to do. */
  private request(): void {
    if (this.timer || !this.map) return
    const due = this.drawnAt + 1 / framesPerSecond(this.map.getZoom(), this.map.getCenter().lat)
    const wait = (due - this.nowS()) * 1000
    if (wait < 8) this.map.triggerRepaint()
    else
      this.timer = window.setTimeout(() => {
        this.timer = 0
        this.map?.triggerRepaint()
      }, wait)
  }

  render(gl: WebGLRenderingContext | WebGL2RenderingContext, args: CustomRenderMethodInput): void {
    const gl2 = gl as WebGL2RenderingContext
    if (!this.program || !this.map || this.buffer.count === 0) return
    this.frames += 1
    gl2.useProgram(this.program)
    gl2.bindVertexArray(this.vao)
    gl2.bindBuffer(gl2.ARRAY_BUFFER, this.vertices)
    this.upload(gl2)
    const now = this.nowS()
    const pulse = this.calm ? 1 : now % 1 < 0.5 ? 1 : 0 // two steps at 1 Hz, as every alarm here
    gl2.uniformMatrix4fv(this.uniforms.u_matrix!, false, this.fromOrigin(args.defaultProjectionData.mainMatrix as ArrayLike<number>))
    gl2.uniform1f(this.uniforms.u_now!, now)
    gl2.uniform1f(this.uniforms.u_glide!, this.buffer.glideS)
    gl2.uniform1f(this.uniforms.u_scale!, this.scale * (this.map.getPixelRatio?.() ?? devicePixelRatio))
    gl2.uniform1f(this.uniforms.u_zoom!, this.map.getZoom())
    gl2.uniform1f(this.uniforms.u_pulse!, pulse)
    gl2.uniform1f(this.uniforms.u_crowd!, this.crowd)
    gl2.uniform1f(this.uniforms.u_sparse!, this.sparse ? 1 : 0)
    gl2.enable(gl2.BLEND)
    gl2.blendFunc(gl2.ONE, gl2.ONE_MINUS_SRC_ALPHA)
    gl2.disable(gl2.DEPTH_TEST)
    gl2.disable(gl2.STENCIL_TEST)
    gl2.disable(gl2.CULL_FACE)
    gl2.drawArrays(gl2.POINTS, 0, this.buffer.count)
    gl2.bindVertexArray(null)
    this.drawnAt = now
    if (now < this.glideUntil) this.request()
  }

  private upload(gl: WebGL2RenderingContext): void {
    const { buffer } = this
    if (buffer.bytes.byteLength !== this.held) {
      gl.bufferData(gl.ARRAY_BUFFER, buffer.bytes, gl.DYNAMIC_DRAW)
      this.held = buffer.bytes.byteLength
    } else if (buffer.dirtyTo >= buffer.dirtyFrom) {
      const from = buffer.dirtyFrom * STRIDE
      const to = Math.min(buffer.dirtyTo + 1, buffer.count) * STRIDE
      if (to > from) gl.bufferSubData(gl.ARRAY_BUFFER, from, new Uint8Array(buffer.bytes, from, to - from))
    }
    buffer.uploaded()
  }

  /** matrix · translate(origin) in float64: float32 of whole-world mercator would shake by two metres. */
  private fromOrigin(m: ArrayLike<number>): Float32Array {
    const [x, y] = this.buffer.origin
    for (let n = 0; n < 12; n += 1) this.matrix[n] = m[n]
    for (let n = 0; n < 4; n += 1) this.matrix[12 + n] = m[n] * x + m[4 + n] * y + m[12 + n]
    return this.matrix
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()!
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(kind)!
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(`units shader: ${gl.getShaderInfoLog(shader)}`)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`units program: ${gl.getProgramInfoLog(program)}`)
  return program
}
