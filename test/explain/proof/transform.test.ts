import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../../src/bytes.ts'
import { type Group, groupRow } from '../../../src/explain/group.ts'
import type { Reading } from '../../../src/explain/observation.ts'
import { reproduces } from '../../../src/explain/proof/transform.ts'
import { readSession } from '../../../src/explain/read.ts'
import type { Touched, TransformProof } from '../../../src/explain/rules/rule.ts'
import { client, judged, pair, row25, server, type Words } from '../../support/comparisons.ts'

function rowOf(...sessions: readonly (readonly Words[])[]): { readings: readonly Reading[]; group: Group } {
  const readings = sessions.map((words, part) =>
    readSession(judged(pair([server('220 a\r\n'), ...words]), { part }), { clientNat: null, untested: null }),
  )
  const [group] = groupRow(row25, readings)
  assert.ok(group)
  return { readings, group }
}

function strength(proof: TransformProof, ...sessions: readonly (readonly Words[])[]): string {
  const { readings, group } = rowOf(...sessions)
  return reproduces(proof, group, readings)
}

const crossed: TransformProof = {
  kind: 'transform',
  passage: 'command',
  apply: sent => sent.map(it => (it === 0x41 ? 0x58 : it)),
}

const none = { changed: new Set<number>(), removed: new Set<number>(), cuts: [] }

describe('explain/proof/transform', () => {
  const given = [client('A b\r\n', 'X b\r\n'), client('c\r\n')]
  const other = [client('A b\r\n', 'X #\r\n')]

  it('holds where every passage of every session is given back', () => {
    assert.equal(strength(crossed, given, given), 'whole')
  })

  it('holds in part where that of some sessions is, and not where of none', () => {
    assert.equal(strength(crossed, given, other), 'part')
    assert.equal(strength(crossed, other), 'none')
  })

  it('wants the passages that were not changed to be given back as well', () => {
    assert.equal(strength(crossed, [...given, client('A c\r\n')]), 'none')
  })

  it('takes what a source does not tell of neither for nor against', () => {
    const silent = { ...crossed, apply: (sent: Uint8Array) => (sent[0] === 0x41 ? crossed.apply(sent, none) : null) }
    assert.equal(strength(silent, [...given, client('B\r\n', '#\r\n')]), 'whole')
    assert.equal(strength(silent, [client('B\r\n', '#\r\n')], given), 'whole')
    assert.equal(strength(silent, [client('B\r\n', '#\r\n')]), 'none')
  })

  it('takes any of several that it may make', () => {
    const either = { ...crossed, apply: (sent: Uint8Array) => [sent, bytesOf('X b\r\n')] }
    assert.equal(strength(either, given), 'whole')
    assert.equal(strength(either, other), 'none')
  })

  it('does not take a line that goes on with AUTH for a command', () => {
    const seen: string[] = []
    const proof: TransformProof = {
      ...crossed,
      apply: (sent: Uint8Array) => {
        seen.push(textOf(sent))
        return sent
      },
    }
    const auth = [
      client('AUTH PLAIN\r\n'),
      server('334 \r\n'),
      client('AGE=\r\n', 'XXXX\r\n'),
      server('235 ok\r\n'),
      client('NOOP\r\n'),
    ]
    strength(proof, auth)
    assert.deepEqual(seen, ['AUTH PLAIN\r\n', 'NOOP\r\n'])
  })

  it('tells the transform where its passage was cut', () => {
    const seen: (readonly number[])[] = []
    const proof: TransformProof = {
      ...crossed,
      apply: (_sent: Uint8Array, { cuts }: Touched) => {
        seen.push(cuts)
        return bytesOf('X\r\n')
      },
    }
    assert.equal(strength(proof, [client('A'), client('\r\n', 'X\r\n')]), 'none')
    assert.deepEqual(seen, [[1]])
  })
})
