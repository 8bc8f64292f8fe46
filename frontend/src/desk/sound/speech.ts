/** Somebody speaks on this desk's talk groups, in whichever direction: the hall's tones step back. */
import { shallowRef } from 'vue'

export const speech = shallowRef(false)
