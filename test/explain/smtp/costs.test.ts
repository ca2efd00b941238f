import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { commandCost, lineCost } from '../../../src/explain/smtp/costs.ts'
import { readDialog } from '../../../src/explain/smtp/dialog.ts'

function command(sent: string, heard: string): number {
  const nothing = new Uint8Array(0)
  const [a, b] = [bytesOf(sent), bytesOf(heard)]
  const lane = { flow: 'dialer-to-answerer', layer: 'wire', sent: a, heard: b } as const
  return commandCost(lane, readDialog(a, nothing, true).said[0], readDialog(b, nothing, true).said[0])
}

function line(sent: string, sentVerb: string, heard: string, heardVerb: string): number {
  return lineCost({ bytes: bytesOf(sent), verb: sentVerb }, { bytes: bytesOf(heard), verb: heardVerb })
}

describe('explain/smtp/costs', () => {
  it('is free for equal things', () => {
    assert.equal(command('QUIT\r\n', 'QUIT\r\n'), 0)
    assert.equal(line('250 a\r\n', 'NOOP', '250 a\r\n', 'NOOP'), 0)
  })

  it('takes an overwritten command for the same before a stranger of the same length', () => {
    assert.ok(command('VRFY someone\r\n', 'XXXX someone\r\n') < command('VRFY someone\r\n', 'NOOP 12345_7\r\n'))
    assert.ok(command('EHLO a\r\n', 'EHLO proxy\r\n') < command('BURL proxy\r\n', 'EHLO proxy\r\n') + 0.6)
    assert.ok(command('QUIT\r\n', 'XXXX\r\n') < 2)
  })

  it('never takes a reply to one command for an invented one to another', () => {
    assert.ok(line('250 STARTTLS\r\n', 'EHLO', '454 no\r\n', 'STARTTLS') > 2)
    assert.ok(line('221 closing\r\n', 'QUIT', '221 Good bye.\r\n', 'QUIT') < 2)
  })

  it('takes a line whose hyphen changed for the same', () => {
    assert.ok(line('250-A\r\n', 'EHLO', '250 A\r\n', 'EHLO') < 0.2)
    assert.ok(line('250 a\r\n', 'HELO', '250 bc\r\n', 'EHLO') < 2)
  })
})
