import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { isLetter, NoLetterError, nearMissOf, nextLetter, saidBy } from '../../src/plan/near-miss.ts'
import { command, exchange, reply, smtpScript } from '../../src/probes/smtp.ts'
import type { Script } from '../../src/script/script.ts'

const script = smtpScript([
  reply('220 hello\r\n', '220'),
  command('STARTTLS', 'STARTTLS'),
  ...exchange('NOOP', '250 ok'),
])

function said(of: Script, by: 'dialer' | 'answerer'): string {
  return saidBy(of.steps, by)
    .map(({ bytes }) => textOf(bytes))
    .join('')
}

describe('plan/near-miss', () => {
  it('changes one letter of what one end says, and nothing else', () => {
    const twin = nearMissOf(script, { by: 'dialer', at: 7 })
    assert.equal(said(twin, 'dialer'), 'STARTTLT\r\nNOOP\r\n')
    assert.equal(said(twin, 'answerer'), said(script, 'answerer'))
    assert.deepEqual(twin.endings, script.endings)
  })

  it('counts over all that the end says', () => {
    assert.equal(said(nearMissOf(script, { by: 'dialer', at: 10 }), 'dialer'), 'STARTTLS\r\nOOOP\r\n')
    assert.equal(said(nearMissOf(script, { by: 'answerer', at: 15 }), 'answerer'), '220 hello\r\n250 pk\r\n')
  })

  it('lets the hearer require the changed word, so that the conversation goes on', () => {
    const [, step] = nearMissOf(script, { by: 'dialer', at: 0 }).steps
    assert.ok(step?.kind === 'say')
    assert.equal(step.require, 'TTARTTLS')
    const [greeting] = nearMissOf(script, { by: 'answerer', at: 4 }).steps
    assert.ok(greeting?.kind === 'say')
    assert.equal(greeting.require, '220')
  })

  it('leaves the script that it is made of as it was', () => {
    const before = said(script, 'dialer')
    nearMissOf(script, { by: 'dialer', at: 0 })
    assert.equal(said(script, 'dialer'), before)
  })

  it('has no twin where no letter stands, or nothing is said', () => {
    assert.throws(() => nearMissOf(script, { by: 'answerer', at: 0 }), NoLetterError)
    assert.throws(() => nearMissOf(script, { by: 'dialer', at: 4000 }), /the dialer says fewer than 4001 bytes/)
  })

  it('makes another letter of the same case of every letter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), byte => {
        if (!isLetter(byte)) return assert.throws(() => nextLetter(byte), NoLetterError)
        const next = nextLetter(byte)
        assert.ok(isLetter(next) && next !== byte && (next & 0x20) === (byte & 0x20))
      }),
    )
    assert.deepEqual([...bytesOf('AZaz')].map(nextLetter), [...bytesOf('BAba')])
  })
})
