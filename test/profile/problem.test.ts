import assert from 'node:assert/strict'
import { ProfileError, quoted } from '../../src/profile/problem.ts'

describe('profile/problem', () => {
  it('sorts by place and escapes all that is not plain text, the name of the file too', () => {
    const error = new ProfileError('a\u001b.yaml', [
      { line: 2, column: 1, text: 'expected b\n' },
      { line: 1, column: 9, text: 'expected é\u202e' },
    ])
    assert.equal(
      error.message,
      'a\\u{1b}.yaml:1:9: expected é\\u{202e} (the first of 2 errors)\na\\u{1b}.yaml:2:1: expected b\\u{a}',
    )
    assert.deepEqual(
      error.problems.map(({ line }) => line),
      [1, 2],
    )
  })

  it('quotes and clips', () => {
    assert.deepEqual([quoted(''), quoted('a'), quoted('x'.repeat(41))], ['nothing', "'a'", `'${'x'.repeat(40)}...'`])
  })
})
