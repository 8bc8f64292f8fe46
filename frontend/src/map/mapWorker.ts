/** MapLibre's worker with the functions old cores lack put before it; a worker shares nothing with its page. */
import '@/shared/oldCores'
import 'maplibre-gl/dist/maplibre-gl-worker.mjs'
