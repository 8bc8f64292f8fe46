/** Rows of the video tables; their shapes are the centre's own. */
import type { components } from '@/api/schema'

export type StreamRow = components['schemas']['StreamRow']

/** With what opens a media server's door to this person, where it asks. */
export type Watched = components['schemas']['StreamWatched']
