import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { groupRow } from '../../src/explain/group.ts'
import type { Judged } from '../../src/explain/judge.ts'
import { nameDevices } from '../../src/explain/prove.ts'
import { readSession } from '../../src/explain/read.ts'
import type { Rule } from '../../src/explain/rules/rule.ts'
import { client, judged, pair, row25, server } from '../support/comparisons.ts'

const base = { feature: 'f', mark: 'V', remedy: 'do this.', sources: 'somewhere' } as const
const masks = (device: string, by: string, fact = 'C1'): Rule => ({
  ...base,
  device,
  fact,
  covers: ['smtp.greeting.masked'],
  proof: {
    kind: 'transform',
    passage: 'greeting',
    apply: sent => bytesOf(Buffer.from(sent).toString('latin1').replace('probe', by)),
  },
})
const says: Rule = {
  ...base,
  device: 'Talker',
  fact: 'H1',
  covers: ['smtp.reply.added', 'smtp.reply.rewritten'],
  proof: { kind: 'text', in: 'words', pattern: /^502 talker\r\n/, companion: /^502 beside\r\n/ },
}

/** `id: device | fits` of each group of one row. */
function name(sessions: readonly Judged[], rules: readonly Rule[]): readonly string[] {
  const readings = sessions.map(session => readSession(session, { clientNat: null, untested: null }))
  const named = nameDevices(groupRow(row25, readings), readings, rules)
  return [...named].map(
    ([{ id }, { device, fits }]) => `${id}: ${device?.name ?? '-'} | ${fits.map(it => it.name).join(', ')}`,
  )
}

const masked = (by: string) => judged(pair([server('220 probe\r\n', `220 ${by}\r\n`)]))

describe('explain/prove', () => {
  it('names a device that gives back every byte, in every session', () => {
    assert.deepEqual(name([masked('#####')], [masks('Box', '#####')]), ['smtp.greeting.masked: Box | '])
    assert.deepEqual(name([masked('#####'), masked('####x')], [masks('Box', '#####')]), ['smtp.greeting.masked: - | '])
  })

  it('names nobody where two would have done the same, and lists both', () => {
    const both = [masks('A', '#####'), masks('B', '#####')]
    assert.deepEqual(name([masked('#####')], both), ['smtp.greeting.masked: - | A, B'])
  })

  it('lets a narrower rule speak when its fact is proved on the row', () => {
    const rules = [masks('A or B', '#####'), { ...masks('A', '#####'), requires: ['H1'] }, says]
    assert.deepEqual(name([masked('#####')], rules), ['smtp.greeting.masked: A or B | '])
    const talks = pair([
      server('220 probe\r\n', '220 #####\r\n'),
      client('HELP\r\n', null),
      server(null, '502 talker\r\n'),
    ])
    assert.deepEqual(name([judged(talks)], rules), [
      'smtp.greeting.masked: A | ',
      'smtp.reply.added: Talker | ',
      'smtp.command.removed: - | ',
    ])
  })

  it('hears a contradiction', () => {
    assert.deepEqual(name([masked('#####')], [{ ...masks('Box', '#####'), contradicts: () => true }]), [
      'smtp.greeting.masked: - | ',
    ])
  })

  it('wants all that was heard there to be its own words', () => {
    const talk = (...replies: readonly string[]) =>
      judged(
        pair([server('220 probe\r\n'), ...replies.flatMap(reply => [client('HELP\r\n', null), server(null, reply)])]),
      )
    const named = (its: Judged) => name([its], [says])[0]
    assert.equal(named(talk('502 talker\r\n')), 'smtp.reply.added: Talker | ')
    assert.equal(named(talk('502 talker\r\n', '502 beside\r\n')), 'smtp.reply.added: Talker | ')
    assert.equal(named(talk('502 beside\r\n')), 'smtp.reply.added: - | ')
    assert.equal(named(talk('502 talker\r\n', '502 another\r\n')), 'smtp.reply.added: - | ')
  })

  it('names nobody by words that the far end said as well', () => {
    const words = [
      server('220 probe\r\n'),
      client('HELP\r\n'),
      server('502 talker\r\n'),
      client('HELP\r\n', null),
      server(null, '502 talker\r\n'),
    ]
    assert.equal(name([judged(pair(words))], [says])[0], 'smtp.reply.added: - | ')
  })
})
