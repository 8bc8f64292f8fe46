/** Three screens, one build: Django serves dist/ under /static/ and reads dist/manifest.json. */
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  base: '/static/',
  plugins: [vue()],
  resolve: { alias: { '@': at('./src') } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'true',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    // Syntax is lowered to this; the published range and why: frontend/README.md.
    target: ['chrome86', 'edge86', 'firefox102', 'safari15.4'],
    cssTarget: ['chrome86'],
    chunkSizeWarningLimit: 1300, // MapLibre is one module of 1.1 MB
    assetsInlineLimit: 0, // the CSP knows files, not data: scripts
    rollupOptions: { input: { wall: at('./src/wall/main.ts'), desk: at('./src/desk/main.ts'), field: at('./src/field/main.ts'), replay: at('./src/replay/main.ts'), leader: at('./src/leader/main.ts'), town: at('./src/town/main.ts'), expert: at('./src/expert/main.ts') } },
  },
  // MapLibre's package calls itself free of side effects; its worker is nothing else
  worker: { format: 'es', rollupOptions: { treeshake: false } },
  server: { host: '127.0.0.1', port: 5173, strictPort: false },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'] },
})
