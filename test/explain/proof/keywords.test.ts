import assert from 'node:assert/strict'
import { type Group, groupRow } from '../../../src/explain/group.ts'
import type { Reading } from '../../../src/explain/observation.ts'
import { isBlocked, isLimited } from '../../../src/explain/proof/keywords.ts'
import { readSession } from '../../../src/explain/read.ts'
import {
  client,
  inTls,
  judged,
  pair,
  row25,
  server,
  tlsBetween,
  tlsFacts,
  type Words,
} from '../../support/comparisons.ts'

function rowOf(...sessions: readonly (readonly Words[])[]): { readings: readonly Reading[]; group: Group } {
  const tls = tlsBetween(tlsFacts('ours'), tlsFacts('ours'))
  const readings = sessions.map((words, part) => {
    const options = words.some(({ layer }) => layer === 'tls') ? { tls } : {}
    return readSession(judged(pair(words, options), { part }), { clientNat: null, untested: null })
  })
  const [group] = groupRow(row25, readings)
  assert.ok(group)
  return { readings, group }
}

const hello = [server('220 a\r\n'), client('EHLO x\r\n')]
const reply = (...words: readonly string[]) =>
  ['a', ...words].map((word, at) => `250${at === words.length ? ' ' : '-'}${word}\r\n`).join('')

describe('explain/proof/keywords', () => {
  const pipelining = { kind: 'set', of: 'keywords', mode: 'removed', words: ['PIPELINING'] } as const

  it('does not count what is offered inside TLS, where nobody limits it', () => {
    const gone = [...hello, server(reply('PIPELINING', 'DSN'), reply('DSN'))]
    const inside = [inTls(client('EHLO x\r\n')), inTls(server(reply('PIPELINING')))]
    const { readings, group } = rowOf([...gone, client('STARTTLS\r\n'), server('220 go\r\n'), ...inside])
    assert.ok(isLimited(pipelining, group, readings))
  })

  it('lets a device add what it is known to add, where it was not offered', () => {
    const added = rowOf([...hello, server(reply('PIPELINING', 'DSN'), reply('DSN', 'AUTH PLAIN LOGIN'))])
    assert.ok(!isLimited(pipelining, added.group, added.readings))
    assert.ok(isLimited({ ...pipelining, mayAdd: ['AUTH'] }, added.group, added.readings))
    assert.ok(!isLimited({ ...pipelining, mayAdd: ['DSN'] }, added.group, added.readings))
  })

  const blocked = { kind: 'set', of: 'verbs', words: ['TURN', 'EXPN'] } as const
  const said = (line: string, heard: string | null = line) => [
    client(line, heard),
    heard === null ? server(null, '502 no\r\n') : server('250 ok\r\n'),
  ]

  it('holds where just the commands of the set never arrive', () => {
    const { readings, group } = rowOf([
      ...hello,
      server('250 a\r\n'),
      ...said('TURN\r\n', null),
      ...said('EXPN x\r\n', null),
      ...said('VRFY x\r\n'),
    ])
    assert.ok(isBlocked(blocked, group, readings))
  })

  it('does not hold where one of them arrives, another one does not, or one was not tried', () => {
    const cases = [
      [...said('TURN\r\n', null), ...said('EXPN x\r\n')],
      [...said('TURN\r\n', null), ...said('EXPN x\r\n', null), ...said('VRFY x\r\n', null)],
      [...said('TURN\r\n', null), ...said('VRFY x\r\n')],
    ]
    for (const words of cases) {
      const { readings, group } = rowOf([...hello, server('250 a\r\n'), ...words])
      assert.ok(!isBlocked(blocked, group, readings), JSON.stringify(words))
    }
  })
})
