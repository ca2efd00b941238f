/**
 * One flow in clear as both tapes have it, ready to be aligned. Blocks of large messages that neither tape keeps, because
 * they arrived as they were sent, stay short on both sides; every other one is made whole again. Pure.
 */
import { clearBytes, unkeptBlocks } from '../tape/flow.ts'
import type { Tape } from '../tape/tape.ts'

/** What the sender sent and the hearer heard before TLS; offsets count what is there. */
export function clearFlow(sender: Tape, hearer: Tape): { readonly sent: Uint8Array; readonly heard: Uint8Array } {
  const [sent, heard] = [unkeptBlocks(sender, 'sent'), unkeptBlocks(hearer, 'heard')]
  const isShort = (block: number) => isOnce(block, sent) && isOnce(block, heard)
  const whole = new Set([...sent, ...heard].filter(block => !isShort(block)))
  return { sent: clearBytes(sender, 'sent', whole), heard: clearBytes(hearer, 'heard', whole) }
}

/** A block that came twice is looked at byte by byte. */
function isOnce(block: number, blocks: readonly number[]): boolean {
  const at = blocks.indexOf(block)
  return at >= 0 && blocks.indexOf(block, at + 1) < 0
}
