/** Who holds push-to-talk must not be heard in the conference as well. The talk bar says so here; the conference listens. */
import { ref, type Ref } from 'vue'

const held = ref(false)
export const heldForTalk: Readonly<Ref<boolean>> = held

/** Called by whoever takes the microphone: on with the key down, off with the key up. */
export function muteForTalk(on: boolean): void {
  held.value = on
}
