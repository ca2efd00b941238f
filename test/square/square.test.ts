/**
 * Holds the square: every device is found by the probes that must find it, with the right name or with none, and
 * nothing is found where nothing is.
 */
import assert from 'node:assert/strict'
import { devices } from '../../src/middlebox/devices.ts'
import { byChance, expected } from './expected.ts'
import { score } from './score.ts'
import { type Cell, drawSquare } from './square.ts'

/** One for each way of changing things; the whole square is `npm run square`, which takes some minutes. */
const sample = [
  ...['none', 'pix-fixup', 'asa-esmtp', 'starttls-strip', 'av-shield', 'transparent-proxy', 'ids-reset', 'bit-flip'],
  ...['tls-open', 'answer-for-you', 'upper-case', 'append-header', 'ehlo-reorder', 'chop', 'flaky', 'late'],
]

/** On the ports of mailboxes, and inside TLS. */
const ofMailboxes = ['none', 'login-only', 'mailbox-starttls-strip', 'virus-554', 'sni-reset']

describe('square', () => {
  let cells: readonly Cell[] = []

  before(async function () {
    this.timeout(400_000)
    const mail = await drawSquare({ only: sample, rows: ['smtp', 'echo'] })
    cells = [...mail, ...(await drawSquare({ only: ofMailboxes, rows: ['imap', 'pop3', 'smtps'] }))]
  })

  it('has an expectation for every device', () => {
    const known = [...Object.keys(expected), ...Object.keys(byChance)].sort()
    assert.deepEqual(known, devices.map(device => device.name).sort())
  })

  for (const direction of ['incoming', 'outgoing'] as const) {
    for (const name of new Set([...sample, ...ofMailboxes])) {
      it(`${direction}, ${name}: finds what must be found, and nothing else`, () => {
        const scored = score(cells, direction).filter(it => it.device === name)
        assert.ok(scored.length > 0)
        assert.deepEqual(
          scored.filter(it => it.missed.length + it.wrong.length > 0),
          [],
        )
      })
    }
  }
})
