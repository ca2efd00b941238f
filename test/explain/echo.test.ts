import assert from 'node:assert/strict'
import { echoObservations } from '../../src/explain/echo.ts'
import { client, pair, server } from '../support/comparisons.ts'

describe('explain/echo', () => {
  it('has one observation for each flow that was changed', () => {
    const { flows } = pair([client('abc'), server('abcdef', 'abXdef')], { unit: 'bytes' })
    assert.deepEqual(
      echoObservations(flows).map(({ id, flow, notes }) => [id, flow, ...notes]),
      [['tcp.payload.altered', 'answerer-to-dialer', '"c" came as "X"']],
    )
  })

  it('counts the places and keeps some of them', () => {
    const sent = `${'-'.repeat(40)}a`.repeat(30)
    const { flows } = pair([client(sent, sent.replaceAll('a', 'B'))], { unit: 'bytes' })
    const [found] = echoObservations(flows)
    assert.equal(found?.notes[0], 'at 30 places')
    assert.equal(found?.traces.length, 20)
  })

  it('leaves a cut to the events', () => {
    assert.deepEqual(
      echoObservations(pair([client('abc', 'a')], { unit: 'bytes', cut: 'dialer-to-answerer' }).flows),
      [],
    )
  })
})
