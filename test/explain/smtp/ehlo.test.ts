import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { ehloObservations, ehloTraces, keywordChanges, keywordOf, wordsOf } from '../../../src/explain/smtp/ehlo.ts'
import { layerOf } from '../../../src/explain/smtp/layer.ts'
import type { Passage } from '../../../src/explain/smtp/passage.ts'
import { passagesOf } from '../../../src/explain/smtp/passages.ts'
import { isAdded, isRemoved } from '../../../src/explain/smtp/traces.ts'
import { client, pair, server } from '../../support/comparisons.ts'

/** A reply to EHLO with these lines behind the code, the last one with its space. */
function reply(lines: readonly string[]): string {
  return lines.map((line, at) => `250${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('')
}

const offered = ['probe.example', 'PIPELINING', 'SIZE 1000', 'STARTTLS', 'XNONCE abcd', '8BITMIME']

function passage(heard: string): Passage {
  const words = [server('220 a\r\n'), client('EHLO x\r\n'), server(reply(offered), heard)]
  const layer = layerOf(pair(words).flows, 'wire')
  const found = layer === null ? undefined : passagesOf(layer).find(({ kind }) => kind === 'ehlo')
  assert.ok(found)
  return found
}

function without(...lines: readonly string[]): readonly string[] {
  return offered.filter(line => !lines.includes(line))
}

function swapped(line: string, by: string): readonly string[] {
  return offered.map(it => (it === line ? by : it))
}

describe('explain/smtp/ehlo', () => {
  const cases: readonly (readonly [name: string, heard: readonly string[], found: readonly string[]])[] = [
    ['STARTTLS gone', without('STARTTLS'), ['smtp.starttls.removed']],
    ['a keyword gone', without('PIPELINING'), ['smtp.ehlo.keyword-removed: PIPELINING']],
    ['the last two gone', without('XNONCE abcd', '8BITMIME'), ['smtp.ehlo.keyword-removed: XNONCE abcd; 8BITMIME']],
    ['STARTTLS overwritten', swapped('STARTTLS', 'XXXXXXXA'), ['smtp.starttls.masked: STARTTLS came as XXXXXXXA']],
    ['STARTTLS one letter off', swapped('STARTTLS', 'STARTTLX'), ['smtp.starttls.masked: STARTTLS came as STARTTLX']],
    ['STARTTLS in lower case', swapped('STARTTLS', 'starttls'), ['smtp.ehlo.rewritten: letters A-Z were lower-cased']],
    [
      'a keyword overwritten, its parameter not',
      swapped('XNONCE abcd', '###### abcd'),
      ['smtp.ehlo.keyword-masked: XNONCE abcd came as ###### abcd'],
    ],
    [
      'the last one overwritten',
      swapped('8BITMIME', 'ZZZZZZZZ'),
      ['smtp.ehlo.keyword-masked: 8BITMIME came as ZZZZZZZZ'],
    ],
    [
      'STARTTLS of another length',
      swapped('STARTTLS', 'XXX'),
      ['smtp.ehlo.keyword-added: XXX', 'smtp.starttls.removed'],
    ],
    ['one added', [...offered, 'XEXTRA'], ['smtp.ehlo.keyword-added: XEXTRA']],
    ['another size', swapped('SIZE 1000', 'SIZE 10'), ['smtp.ehlo.rewritten: "250-SIZE 1000" came as "250-SIZE 10"']],
    [
      'another name',
      swapped('probe.example', 'proxy.example'),
      ['smtp.ehlo.rewritten: "250-probe.example" came as "250-proxy.example"'],
    ],
    ['turned round', [offered[0] ?? '', ...offered.slice(1).reverse()], ['smtp.ehlo.reordered']],
    ['two swapped that are equally long', swapped('STARTTLS', '8BITMIME').with(5, 'STARTTLS'), ['smtp.ehlo.reordered']],
    [
      'one gone and one overwritten',
      without('PIPELINING').map(it => (it === 'STARTTLS' ? 'XXXXXXXX' : it)),
      ['smtp.ehlo.keyword-removed: PIPELINING', 'smtp.starttls.masked: STARTTLS came as XXXXXXXX'],
    ],
  ]
  for (const [name, heard, found] of cases)
    it(`${name}: ${found.join(', ')}`, () => {
      const its = ehloObservations(passage(reply(heard))).map(({ id, notes }) =>
        [id, ...(notes.length > 0 ? [notes.join('; ')] : [])].join(': '),
      )
      assert.deepEqual(its.sort(), [...found])
    })

  it('finds a change of form alone', () => {
    const forms = [reply(offered).replace('250-SIZE', '250 SIZE'), reply(offered).replace('1000\r\n', '1000\n')]
    for (const heard of forms)
      assert.deepEqual(
        ehloObservations(passage(heard)).map(({ id }) => id),
        ['smtp.ehlo.rewritten'],
      )
  })

  it('counts a touched hyphen beside an overwritten keyword', () => {
    const heard = reply(swapped('STARTTLS', 'XXXXXXXX')).replace('250-SIZE', '250 SIZE')
    assert.deepEqual(
      keywordChanges(passage(heard)).map(({ id }) => id),
      ['smtp.starttls.masked', 'smtp.ehlo.rewritten'],
    )
  })

  it('takes another code for a rewritten reply', () => {
    const ids = ehloObservations(passage('502 Error: command "EHLO" not implemented\r\n')).map(({ id }) => id)
    assert.ok(ids.includes('smtp.ehlo.rewritten'))
  })

  it('has a trace for each line of both sides', () => {
    const traces = ehloTraces(passage(reply([...without('STARTTLS'), 'XEXTRA'])))
    assert.equal(traces.length, 7)
    assert.deepEqual([traces.filter(isAdded).length, traces.filter(isRemoved).length], [1, 1])
  })

  it('reads keywords', () => {
    assert.deepEqual(
      ['250-AUTH=LOGIN\r\n', '250 size 5\r\n'].map(line => keywordOf(bytesOf(line))),
      ['AUTH', 'SIZE'],
    )
    assert.equal(wordsOf(bytesOf('250-size 5\r\n')), 'size 5')
  })
})
