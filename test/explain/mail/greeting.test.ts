import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { greetingObservation } from '../../../src/explain/mail/greeting.ts'
import type { PassageSide } from '../../../src/explain/smtp/passage.ts'

const ids = { masked: 'pop3.greeting.masked', rewritten: 'pop3.greeting.rewritten' } as const

function told(sent: string | null, heard: string | null, notes: readonly string[] = []): string {
  const [said, got] = [sent ?? '', heard ?? '']
  const lane = { flow: 'answerer-to-dialer', layer: 'wire', sent: bytesOf(said), heard: bytesOf(got) } as const
  const side = (text: string | null): PassageSide | null =>
    text === null ? null : { at: { from: 0, to: text.length }, bytes: bytesOf(text), lines: [], verb: 'greeting' }
  const place = { sent: { from: 0, to: said.length }, heard: { from: 0, to: got.length } }
  const passage = {
    kind: 'greeting',
    lane,
    sent: side(sent),
    heard: side(heard),
    command: null,
    place,
    equal: false,
  } as const
  const observation = greetingObservation(passage, ids, notes)
  assert.deepEqual(observation.traces, [{ lane, ...place }])
  return `${observation.id} ${observation.notes.join('; ')}`
}

describe('explain/mail/greeting', () => {
  it('is overwritten where it kept its length, and else replaced', () => {
    assert.equal(told('+OK hi\r\n', '*** **\r\n'), 'pop3.greeting.masked bytes were overwritten with "*"')
    assert.equal(told('+OK hi\r\n', '+OK box\r\n'), 'pop3.greeting.rewritten "+OK hi" came as "+OK box"')
  })

  it('says of one that never came, or that nobody said, just that', () => {
    assert.equal(told('+OK hi\r\n', null), 'pop3.greeting.rewritten "+OK hi" was removed')
    assert.match(
      told(null, '+OK box\r\n'),
      /^pop3\.greeting\.rewritten "\+OK box" was said and is none of the server’s$/,
    )
  })

  it('tells what else is known of it', () => {
    assert.match(told('+OK hi\r\n', '+OK box\r\n', ['more']), /; more$/)
  })
})
