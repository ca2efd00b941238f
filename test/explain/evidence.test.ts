import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { apply } from '../../src/diff/apply.ts'
import type { Evidence, Finding } from '../../src/explain/finding.ts'
import { client, judgeAll, judged, judgeWords, pair, row25, server } from '../support/comparisons.ts'

function rawOf(text: string): Uint8Array {
  const plain = { n: '\n', r: '\r', t: '\t', '\\': '\\' } as const
  return bytesOf(
    text.replace(/\\(?:x(..)|(.))/g, (_, hex?: string, name?: string) =>
      hex === undefined ? plain[name as keyof typeof plain] : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  )
}

/** The law, inside one excerpt: its edits make what was heard out of what was sent. */
function checkLaw({ sent, heard, offsets, edits }: Evidence): void {
  const its = edits.map(edit => ({
    ...edit,
    sentAt: edit.sentAt - offsets.sent,
    heardAt: edit.heardAt - offsets.heard,
  }))
  assert.equal(textOf(apply(its, rawOf(sent), rawOf(heard))), textOf(rawOf(heard)))
}

function echo(sent: string, heard: string): Finding | undefined {
  const row = { ...row25, protocol: 'echo' } as const
  const session = { row, probe: 'tcp-echo' }
  return judgeAll([judged(pair([client(sent, heard)], { unit: 'bytes' }), session)], { rows: [row] }).findings[0]
}

describe('explain/evidence', () => {
  it('shows whole lines with their offsets and edits', () => {
    const words = [
      server('220 a\r\n'),
      client('EHLO x\r\n'),
      server('250-a\r\n250-STARTTLS\r\n250 B\r\n', '250-a\r\n250-XXXXXXXX\r\n250 B\r\n'),
    ]
    const [piece] = judgeWords(words).findings[0]?.evidence ?? []
    assert.deepEqual(piece && { ...piece, session: '' }, {
      session: '',
      flow: 'answerer-to-dialer',
      layer: 'wire',
      place: 'reply 2, line 2',
      sent: '250-STARTTLS\\r\\n',
      heard: '250-XXXXXXXX\\r\\n',
      offsets: { sent: 14, heard: 14 },
      edits: [{ kind: 'replaced', sentAt: 18, sentBytes: 8, heardAt: 18, heardBytes: 8 }],
    })
  })

  it('shows what was sent or heard alone', () => {
    const words = [server('220 a\r\n'), client('VRFY x\r\n', null), client('QUIT\r\n')]
    const [piece] = judgeWords(words).findings[0]?.evidence ?? []
    assert.deepEqual([piece?.sent, piece?.heard, piece?.place], ['VRFY x\\r\\n', '', 'command 1'])
  })

  it('shows some bytes round a change where there are no lines', () => {
    const [piece] = echo('a'.repeat(1000), `${'a'.repeat(500)}b${'a'.repeat(499)}`)?.evidence ?? []
    assert.deepEqual([piece?.place, piece?.offsets.sent, piece?.sent.length], ['byte 500', 476, 49])
  })

  it('shows each thing once, a few of many, and says how many there are', () => {
    const lines = Array.from({ length: 9 }, (_, at) => `VRFY ${at}\r\n`)
    const words = [server('220 a\r\n'), ...lines.map(line => client(line, line.replace('VRFY', 'XXXX')))]
    const [finding] = judgeAll([judged(pair(words)), judged(pair(words), { part: 1 })]).findings
    assert.equal(finding?.evidence.length, 5)
    assert.match(finding?.summary ?? '', /; and 6 more \(9 places in all\)\.$/)
  })

  it('is bounded, and its edits keep the law, whatever was changed', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'EHLO', '\r\n', '250-', '\x00', '\\', 'x'.repeat(300)),
      maxLength: 60,
    })
    fc.assert(
      fc.property(text, text, fc.boolean(), (sent, heard, isEcho) => {
        const findings = isEcho ? [echo(sent, heard)] : judgeWords([server('220 a\r\n'), client(sent, heard)]).findings
        for (const piece of findings.flatMap(finding => finding?.evidence ?? [])) {
          checkLaw(piece)
          assert.ok(rawOf(piece.sent).length <= 760 && rawOf(piece.heard).length <= 760)
        }
      }),
      { numRuns: 300 },
    )
  })
})
