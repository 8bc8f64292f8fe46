/** Rows of the video tables; their shapes are the centre's own. */
import type { components } from '@/api/schema'

export type StreamRow = components['schemas']['StreamRow']
