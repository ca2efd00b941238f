/**
 * The words for a difference between what one end sent and the other heard, and the one law they obey:
 * `apply(edits, sent, heard) == heard`, for any bytes.
 */

/**
 * One difference. Offsets and lengths in bytes, in the flow's own coordinates at each end.
 * `inserted`: heard and never sent (`sentBytes` 0). `removed`: sent and never heard (`heardBytes` 0).
 * `replaced`: other bytes stand in its place. `cut`: the tail after `sentAt` is missing (a removal up to the end).
 */
export interface Edit {
  readonly kind: 'inserted' | 'removed' | 'replaced' | 'cut'
  readonly sentAt: number
  readonly sentBytes: number
  readonly heardAt: number
  readonly heardBytes: number
}

/** The dialer's words to the answerer, or the other way. */
export type Flow = 'dialer-to-answerer' | 'answerer-to-dialer'
