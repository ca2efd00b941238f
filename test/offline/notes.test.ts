import assert from 'node:assert/strict'
import { notesOn } from '../../src/offline/notes.ts'
import { opened, tapeOf } from '../support/tapes.ts'
import { halvesOf, offsetMs, rows } from './halves.ts'

function pathsWith(address: string) {
  const { client, responder } = halvesOf()
  const [near] = client.record.paths
  const [far] = responder.record.paths
  assert.ok(near && far)
  const { direction, transport, port, family } = rows.echoIn
  const head = { direction, transport, port, family, session: null, remote: { address, port: 9 } }
  const stranger = tapeOf('answerer', [opened()], { head })
  return { client: near, responder: far, tapes: [stranger], wallOffsetMs: offsetMs + 1500 }
}

describe('offline/notes', () => {
  it('tells how far the clocks are apart, and what says so', () => {
    const [note] = notesOn(pathsWith('192.0.2.1'), { offsetMs, met: 41, fitting: 40 })
    assert.match(note ?? '', /^IPv4: .* the clocks of the two ends differ by 1\.5 s \(by 40 of 41 conversations\)$/)
  })

  it('tells when nothing proves that the ends met', () => {
    assert.match(notesOn(pathsWith('192.0.2.1'), null)[0] ?? '', /no conversation has a tape of both ends$/)
  })

  it('names those who called from elsewhere, because one of them may be the client', () => {
    assert.match(
      notesOn(pathsWith('198.51.100.7'), null)[1] ?? '',
      /called from 198\.51\.100\.7; if that is the client/,
    )
  })

  it('shows no address that is none', () => {
    assert.equal(notesOn(pathsWith('\u001b[31mred'), null).length, 1)
  })
})
