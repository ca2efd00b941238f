import assert from 'node:assert/strict'
import {
  ChannelClosed,
  ControlError,
  ControlIntercepted,
  codeOf,
  firstLineOf,
  PairingError,
  RemoteError,
} from '../../src/control/errors.ts'

describe('errors', () => {
  const certificate = { subject: 'CN=a', issuer: 'CN=b', sha256: '00' }
  const all: readonly (readonly [ControlError, string, string])[] = [
    [new ControlError('m', 'machine', { code: 'EMFILE' }), 'ControlError', 'machine'],
    [new PairingError('m'), 'PairingError', 'us'],
    [new ControlIntercepted('m', certificate), 'ControlIntercepted', 'path'],
    [new ChannelClosed('m', null), 'ChannelClosed', 'peer'],
    [new ChannelClosed('m', new ControlError('reset', 'path')), 'ChannelClosed', 'path'],
    [new RemoteError('busy', 'm'), 'RemoteError', 'peer'],
  ]
  for (const [error, name, guilty] of all) {
    it(`${name} names the guilty: ${guilty}`, () => {
      assert(error instanceof ControlError)
      assert.deepEqual([error.name, error.guilty, error.message], [name, guilty, 'm'])
    })
  }

  it('keeps the cause when there is one', () => {
    const cause = new Error('why')
    assert.equal(new ChannelClosed('m', cause).cause, cause)
    assert.equal('cause' in new ChannelClosed('m', null), false)
  })

  it('reads the code and the first line of anything', () => {
    assert.equal(codeOf(new ControlError('m', 'us', { code: 'EX' })), 'EX')
    assert.equal(codeOf({ code: 'EX' }), null)
    assert.equal(codeOf(undefined), null)
    assert.equal(firstLineOf(new Error('one\ntwo')), 'one')
    assert.equal(firstLineOf(7), '7')
    assert.equal(firstLineOf('x'.repeat(900)).length, 500)
  })
})
