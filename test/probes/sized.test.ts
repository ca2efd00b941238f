import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { planRun, roundOf } from '../../src/plan/plan.ts'
import { type FamilyRow, type Measure, measures } from '../../src/plan/session.ts'
import { sizeRanges } from '../../src/probes/sized.ts'

const seed = bytesOf('sized')
const row: FamilyRow = { direction: 'incoming', family: 4, transport: 'tcp', port: 25, protocol: 'smtp' }
const plan = planRun({ rows: [row], seed })
const opener = [...plan.sessions.values()].find(it => it.probe === 'smtp-ehlo')?.id ?? ''

function words(measure: Measure, value: number): string {
  const variant = { kind: 'size', measure, value } as const
  const [session] = roundOf(plan, seed, {
    kind: 'variants',
    direction: 'incoming',
    asked: [{ session: opener, variant }],
    attempt: 2,
  })
  return (session?.script.steps ?? []).map(step => (step.kind === 'say' ? textOf(step.bytes) : '')).join('')
}

/** What of the words is measured, by a reader of its own. */
const measured: Readonly<Record<Measure, (words: string) => number | undefined>> = {
  'command-line': it => /^NOOP .*$/m.exec(it)?.[0].replace('\r', '').length,
  'reply-line': it => /^NOOP .*\r\n(.*)\r$/m.exec(it)?.[1]?.length,
  recipients: it => it.match(/^RCPT TO:/gm)?.length,
  sender: it => /^MAIL FROM:<([^>]*)>/m.exec(it)?.[1]?.length,
  'header-line': it => /^X-Sized: .*$/m.exec(it)?.[0].replace('\r', '').length,
  'body-line': it => /\r\n\r\n(.*)\r\n\.\r\n/.exec(it)?.[1]?.length,
  filename: it => /filename="([^"]*)"/.exec(it)?.[1]?.length,
  message: it => /\r\n\r\n([\s\S]*)\r\n\.\r\n/.exec(it)?.[1]?.length,
}

describe('probes/sized', () => {
  for (const measure of measures) {
    const { least, most } = sizeRanges[measure]
    for (const value of [least, Math.round((least + most) / 3), most]) {
      it(`has exactly that size: ${measure} ${value}`, () => {
        assert.equal(measured[measure](words(measure, value)), value)
      })
    }

    it(`has nothing else that is long, beside the ${measure}`, () => {
      const longest = Math.max(
        ...words(measure, least)
          .split('\r\n')
          .map(line => line.length),
      )
      assert.ok(longest <= 160, `a line of ${longest} bytes`)
    })
  }
})
