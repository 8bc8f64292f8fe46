declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}

// The small build has the same door as the whole one and no declarations of its own
declare module 'hls.js/light' {
  export { default } from 'hls.js'
  export * from 'hls.js'
}
