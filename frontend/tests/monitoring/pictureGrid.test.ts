/** A grid says how many of its pictures move, and since when the oldest that stands still has stood. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, nextTick, reactive } from 'vue'
import { createI18n } from 'vue-i18n'

const tiles = new Map<number, (moving: boolean, at: number) => void>()
vi.mock('@/video/StreamTile.vue', () => ({
  default: defineComponent({
    props: { stream: { type: Number, required: true } },
    emits: ['seen'],
    setup: (props, { emit }) => (tiles.set(props.stream, (moving, at) => emit('seen', moving, at)), () => h('i')),
  }),
}))
const { default: PictureGrid } = await import('@/monitoring/PictureGrid.vue')

describe('a grid of pictures', () => {
  afterEach(() => tiles.clear())

  it('counts what moves, dates what stands still, and forgets what has left', async () => {
    const told: Array<[number, number | null]> = []
    const props = reactive({ streams: [7, 8, 9], tiles: 4, register: new Map(), onStanding: (moving: number, still: number | null) => told.push([moving, still]) })
    const app = createApp(defineComponent({ setup: () => () => h(PictureGrid, props) }))
    app.use(createI18n({ legacy: false, locale: 'zh', messages: { zh: {} }, missingWarn: false }))
    app.mount(document.createElement('div'))
    tiles.get(7)!(true, 5_000)
    tiles.get(8)!(false, 3_000)
    tiles.get(9)!(false, 2_000)
    await nextTick()
    expect(told.at(-1)).toEqual([1, 2_000])
    props.streams = [7, 8]
    await nextTick()
    await nextTick()
    expect(told.at(-1)).toEqual([1, 3_000])
    tiles.get(8)!(true, 9_000)
    await nextTick()
    expect(told.at(-1)).toEqual([2, null])
    app.unmount()
  })
})
