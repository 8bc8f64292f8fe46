/** What somebody is drawing on the map right now; one per screen, drawn dashed until it is saved. */
import { shallowRef } from 'vue'

export const draft = shallowRef<GeoJSON.Geometry | null>(null)
