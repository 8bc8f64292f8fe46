/** What a roll call can come to, in the order a page counts it. */
export const RESULTS = ['asking', 'answered', 'substitute', 'late', 'no_answer', 'offline'] as const
export type Result = (typeof RESULTS)[number]
