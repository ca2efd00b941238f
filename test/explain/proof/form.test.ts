import assert from 'node:assert/strict'
import { textOf } from '../../../src/bytes.ts'
import { groupRow } from '../../../src/explain/group.ts'
import { hasForm } from '../../../src/explain/proof/form.ts'
import { readSession } from '../../../src/explain/read.ts'
import type { FormSet } from '../../../src/explain/rules/rule.ts'
import { client, judged, pair, row25, server, type Words } from '../../support/comparisons.ts'

const louder: FormSet = {
  kind: 'set',
  of: 'form',
  passage: 'command',
  made: (sent, heard) => textOf(sent).toUpperCase() === textOf(heard),
}

function strength(form: FormSet, ...words: readonly Words[]): string {
  const readings = [readSession(judged(pair([server('220 a\r\n'), ...words])), { clientNat: null, untested: null })]
  const [group] = groupRow(row25, readings)
  assert.ok(group)
  return hasForm(form, group)
}

describe('explain/proof/form', () => {
  const loud = client('noop a\r\n', 'NOOP A\r\n')

  it('holds where all that was changed has the form', () => {
    assert.equal(strength(louder, loud, client('NOOP B\r\n')), 'whole')
  })

  it('holds in part where something else was changed; what is gone is another finding', () => {
    assert.equal(strength(louder, loud, client('noop b\r\n', 'noop #\r\n')), 'part')
    assert.equal(strength(louder, loud, server('250 ok\r\n'), client('vrfy b\r\n', null)), 'whole')
  })

  it('does not hold where nothing has it', () => {
    assert.equal(strength(louder, client('noop b\r\n', 'noop #\r\n')), 'none')
  })

  it('asks each place that the finding shows where it is about those', () => {
    const change: FormSet = { ...louder, passage: 'change' }
    assert.equal(strength(change, loud, client('vrfy b\r\n')), 'whole')
    assert.equal(strength(change, loud, client('noop b\r\n', 'noop #\r\n')), 'part')
    assert.equal(strength(change, client('noop b\r\n', 'noop #\r\n')), 'none')
    // What is gone has no form.
    assert.equal(strength(change, client('noop a\r\n', null)), 'none')
  })
})
