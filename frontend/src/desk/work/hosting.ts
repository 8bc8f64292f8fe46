/** Who may run conferences where: by the verbs of their posts. No Vue. */
import type { Session } from '@/api/types'

export function mayHost(session: Session | null, area: string): boolean {
  return session?.posts.some((post) => area.startsWith(post.area) && (post.verbs.includes('*') || post.verbs.includes('conference.host'))) ?? false
}
