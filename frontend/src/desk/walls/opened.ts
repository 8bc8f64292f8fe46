/** Whether the sheet that drives the walls is open; keys and palette open it, the sheet closes itself. */
import { ref } from 'vue'

export const driving = ref(false)
