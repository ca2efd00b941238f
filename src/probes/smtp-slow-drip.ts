import { bytesOf, concat } from '../bytes.ts'
import type { Probe } from './probe.ts'
import { dialog, message, onSmtp } from './smtp.ts'
import { endOfData } from './smtp-samples.ts'

/** Milliseconds between two bytes. */
const DRIP_MS = 1000

function mailOf(nonce: string): Uint8Array {
  return concat([bytesOf(`X-Nonce: ${nonce}\r\n\r\nOne byte at a time.`), endOfData])
}

/** The probe with another time between two bytes, milliseconds. */
export function slowDrip(dripMs: number): Probe {
  return {
    ...onSmtp,
    name: 'smtp-slow-drip',
    shows: 'Whether a message arrives of which one byte comes every second, and who says that it was taken, and when.',
    parts: ['slow'],
    // Who reads all of a message before it passes it on keeps the hearer waiting for as long as it takes.
    waitMs: () => mailOf('0'.repeat(10)).length * dripMs,
    converse: context => {
      const { nonce } = context
      const mail = message(nonce, mailOf(nonce), { cuts: 'each', pauseMs: dripMs })
      return dialog(context, ['8BITMIME'], mail)
    },
  }
}

/** The slow drip of number 40 of FACTS section 3. */
export const smtpSlowDrip: Probe = slowDrip(DRIP_MS)
