import assert from 'node:assert/strict'
import fc from 'fast-check'
import { changedLine, exampleTexts } from '../../src/report/letter-examples.ts'
import { finding } from './examples.ts'

describe('report/letter-examples', () => {
  it('says who sent which line and what the other end heard, by the direction', () => {
    const [incoming] = exampleTexts([finding()])
    assert.match(incoming ?? '', /: the mail server sent "250-STARTTLS", and the client heard "250-XXXXXXXA"\.$/)
    const [outgoing] = exampleTexts([finding({ direction: 'outgoing' })])
    assert.match(outgoing ?? '', /: the client sent "250-STARTTLS", and the mail server heard "250-XXXXXXXA"\.$/)
  })

  it('has one for each kind, and none without bytes', () => {
    const its = [finding(), finding({ family: 6 }), finding({ id: 'tcp.reset', evidence: [] })]
    assert.equal(exampleTexts(its).length, 1)
  })

  it('finds the first line that was changed', () => {
    assert.deepEqual(changedLine({ sent: 'a\\r\\nbc\\r\\nd\\r\\n', heard: 'a\\r\\nbX\\r\\nd\\r\\n' }), {
      sent: '"bc"',
      heard: '"bX"',
    })
    assert.deepEqual(changedLine({ sent: 'a\\r\\nb\\r\\n', heard: 'a\\r\\n' }), {
      sent: '"b"',
      heard: 'nothing in its place',
    })
  })

  it('is short', () => {
    const { sent } = changedLine({ sent: 'x'.repeat(500), heard: '' })
    assert.equal(sent, `"${'x'.repeat(60)}..."`)
  })

  it('holds only what may be printed, whatever the network said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (sent, heard) => {
        const line = changedLine({ sent, heard })
        assert.match(`${line.sent}${line.heard}`, /^[\x20-\x7e]*$/)
      }),
    )
  })
})
