// Runs in the page of the wall: feeds the screen's own picture as its socket does, and counts frames. Nothing of the product is replaced.
() => {
  const engine = document.querySelector('.command-map-canvas').engine
  const { map } = engine
  const { picture } = engine.options.live
  const FIRST = 1_000_000_000 // no subject of the city, and as small a number as theirs
  const WARM = 60 // updates of a quarter minute: a wall runs for days, its first seconds are compiled code nobody waits for
  let seed = 1
  const random = () => ((seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32)

  function frame(units, part, parts, step) {
    const bounds = map.getBounds()
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
    const chosen = []
    for (let n = part; n < units; n += parts) chosen.push(n)
    const data = new ArrayBuffer(8 + 24 + chosen.length * 24)
    const view = new DataView(data)
    view.setUint8(0, 1)
    view.setUint16(2, 1, true)
    view.setUint32(8, 440100, true)
    view.setUint32(28, chosen.length, true)
    chosen.forEach((n, k) => {
      const at = 32 + k * 24
      const across = ((n * 7919) % 10007) / 10007
      const up = ((n * 104729) % 10009) / 10009
      view.setUint32(at, FIRST + n, true)
      view.setInt32(at + 4, (south + (north - south) * up + Math.sin(step + n) * 2e-4) * 1e7, true)
      view.setInt32(at + 8, (west + (east - west) * across + Math.cos(step + n) * 2e-4) * 1e7, true)
      view.setUint16(at + 16, (n * 37 + step * 100) % 36000, true)
      view.setUint8(at + 20, [5, 6, 2, 1][n % 4])
    })
    return data
  }

  function collection(units, step) {
    const features = []
    const view = new DataView(frame(units, 0, 1, step))
    for (let n = 0; n < units; n += 1)
      features.push({
        type: 'Feature',
        properties: {},
        geometry: { type: 'Point', coordinates: [view.getInt32(32 + n * 24 + 8, true) / 1e7, view.getInt32(32 + n * 24 + 4, true) / 1e7] },
      })
    return { type: 'FeatureCollection', features }
  }

  /** Intervals of animation frames in ms while the map is drawn in each of them; `beat` is called `rate` times a second. */
  function frames(seconds, rate, beat) {
    return new Promise((done) => {
      const intervals = []
      const began = performance.now()
      let last = began
      let beats = 0
      const next = (now) => {
        intervals.push(now - last)
        last = now
        if (now - began > seconds * 1000) return done(intervals.slice(1))
        if (beat && (now - began) / 1000 >= beats / rate) beat(beats++)
        map.triggerRepaint()
        requestAnimationFrame(next)
      }
      requestAnimationFrame(next)
    })
  }

  const idle = () => new Promise((done) => (map.loaded() && !map.isMoving() ? done() : map.once('idle', done)))
  const clear = () => {
    picture.clear()
    engine.sync()
  }

  window.bench = {
    async prepare(zoom) {
      engine.options.live.stop() // its own socket would put the city's units between ours
      clear()
      map.resize()
      map.jumpTo({ center: [113.3, 23.2], zoom })
      await idle()
    },
    async run(units, seconds) {
      clear()
      await idle()
      const empty = { frames: await frames(seconds, 0) }

      map.addSource('bench', { type: 'geojson', data: collection(units, 0) })
      map.addLayer({ id: 'bench', type: 'circle', source: 'bench', paint: { 'circle-radius': 3, 'circle-color': '#7fd4e6' } })
      await idle()
      let shown = 0
      const answered = (event) => void (event.sourceId === 'bench' && event.sourceDataType === 'content' && (shown += 1))
      map.on('sourcedata', answered)
      const peer = { frames: await frames(seconds, 1, (n) => map.getSource('bench').setData(collection(units, n))) }
      peer.shown = (Math.min(shown, seconds + 1) * units) / seconds
      map.off('sourcedata', answered)
      map.removeLayer('bench')
      map.removeSource('bench')
      await idle()

      const work = []
      let rows = 0
      picture.apply(frame(units, 0, 1, 0), performance.now())
      for (let n = 0; n < WARM; n += 1) {
        picture.apply(frame(units, n % 4, 4, n), performance.now())
        engine.sync()
      }
      const ours = {
        frames: await frames(seconds, 4, (n) => {
          const data = frame(units, n % 4, 4, n)
          const began = performance.now()
          picture.apply(data, performance.now())
          engine.sync()
          work.push(performance.now() - began)
          rows += units / 4
        }),
        work,
      }
      ours.shown = rows / seconds
      clear()
      return { empty, peer, ours }
    },
    /** Updates without waiting for frames; every 50th time a tenth of the units leaves and others come. */
    soak(units, updates) {
      for (let n = 0; n < updates; n += 1) {
        if (n % 50 === 49) {
          const data = frame(Math.floor(units * (0.8 + 0.2 * random())), 0, 1, n)
          new DataView(data).setUint8(1, 1)
          picture.apply(data, performance.now())
        } else picture.apply(frame(units, n % 4, 4, n), performance.now())
        engine.sync()
        if (n % 4 === 0) engine.slow()
      }
    },
  }
}
