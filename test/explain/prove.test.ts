import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { groupRow } from '../../src/explain/group.ts'
import type { Judged } from '../../src/explain/judge.ts'
import { nameDevices } from '../../src/explain/prove.ts'
import { readSession } from '../../src/explain/read.ts'
import type { Rule } from '../../src/explain/rules/rule.ts'
import { client, judged, pair, row25, server } from '../support/comparisons.ts'

const base = {
  feature: 'f',
  does: 'Does it.',
  flow: null,
  mark: 'V',
  remedy: 'do this.',
  sources: 'somewhere',
} as const
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

/** Grades of all that is named or fits, group by group. */
function gradesOf(sessions: readonly Judged[], rules: readonly Rule[]): readonly string[] {
  const readings = sessions.map(session => readSession(session, { clientNat: null, untested: null }))
  const named = [...nameDevices(groupRow(row25, readings), readings, rules).values()]
  return named
    .flatMap(({ device, fits }) => (fits.length > 0 ? fits : device === null ? [] : [device]))
    .map(it => it.proof)
}

const masked = (by: string) => judged(pair([server('220 probe\r\n', `220 ${by}\r\n`)]))

describe('explain/prove', () => {
  it('names a device that gives back every byte, in every session', () => {
    assert.deepEqual(name([masked('#####')], [masks('Box', '#####')]), ['smtp.greeting.masked: Box | '])
  })

  it('lowers a transform by one grade for each thing that speaks against it', () => {
    const grade = (sessions: readonly Judged[], rule: Rule) => gradesOf(sessions, [rule])[0]
    const box = masks('Box', '#####')
    const against = { ...box, contradicts: () => true }
    const most = [masked('#####'), masked('####x')]
    assert.equal(grade([masked('#####')], box), 'transform')
    // It holds in some sessions only; or the row speaks against it.
    assert.equal(grade(most, box), 'set')
    assert.equal(grade([masked('#####')], against), 'set')
    assert.equal(grade(most, against), undefined)
    assert.equal(grade([masked('####x')], box), undefined)
  })

  it('lowers what only fits, and words, to nothing', () => {
    const talks = judged(pair([server('220 probe\r\n'), client('HELP\r\n', null), server(null, '502 talker\r\n')]))
    assert.deepEqual(gradesOf([talks], [says]), ['text'])
    assert.deepEqual(gradesOf([talks], [{ ...says, contradicts: () => true }]), [])
    const common: Rule = { ...says, proof: { kind: 'text', in: 'words', pattern: /^502 talker\r\n/, common: true } }
    assert.deepEqual(gradesOf([talks], [common]), ['set'])
    assert.deepEqual(gradesOf([talks], [{ ...common, contradicts: () => true }]), [])
  })

  it('lets a proof speak before all that fits', () => {
    const form: Rule = {
      ...base,
      device: 'Form',
      fact: 'C2',
      covers: ['smtp.greeting.masked'],
      proof: { kind: 'set', of: 'form', passage: 'greeting', made: () => true },
      tell: 'it hums',
    }
    assert.deepEqual(name([masked('#####')], [form, masks('Box', '#####')]), ['smtp.greeting.masked: Box | '])
    assert.deepEqual(name([masked('####x')], [form, masks('Box', '#####')]), ['smtp.greeting.masked: Form | Form'])
  })

  it('lists what fits once for each device, with what would tell it and its own remedy', () => {
    const lowered = (device: string, feature: string): Rule => ({
      ...masks(device, '#####'),
      feature,
      contradicts: () => true,
      tell: `${device} hums`,
      remedy: `mend ${device}.`,
    })
    const rules = [lowered('A', 'one'), lowered('A', 'two'), lowered('B', 'one')]
    const readings = [readSession(masked('#####'), { clientNat: null, untested: null })]
    const [naming] = [...nameDevices(groupRow(row25, readings), readings, rules).values()]
    assert.deepEqual(
      naming?.fits.map(it => [it.name, it.feature, it.proof, it.tell]),
      [
        ['A', 'one', 'set', 'A hums'],
        ['B', 'one', 'set', 'B hums'],
      ],
    )
    assert.deepEqual(naming?.remedies, ['mend A.', 'mend B.'])
    assert.equal(naming?.device, naming?.fits[0])
  })

  it('takes a transform for no proof where what is telling is not seen', () => {
    const telling = (seen: boolean): Rule => {
      const rule = masks('Box', '#####')
      if (rule.proof.kind !== 'transform') throw new Error('not a transform')
      return { ...rule, proof: { ...rule.proof, telling: () => seen } }
    }
    assert.deepEqual(gradesOf([masked('#####')], [telling(true)]), ['transform'])
    assert.deepEqual(gradesOf([masked('#####')], [telling(false)]), [])
  })

  it('wants all deeds of a set to be found on the row', () => {
    const deeds: Rule = {
      ...base,
      device: 'Box',
      fact: 'C2',
      covers: ['smtp.greeting.masked'],
      proof: { kind: 'set', of: 'deeds', ids: ['smtp.greeting.masked', 'smtp.reply.added'] },
    }
    const talks = judged(
      pair([server('220 probe\r\n', '220 #####\r\n'), client('HELP\r\n', null), server(null, '502 x\r\n')]),
    )
    assert.deepEqual(gradesOf([talks], [deeds]), ['set'])
    assert.deepEqual(gradesOf([masked('#####')], [deeds]), [])
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
