import assert from 'node:assert/strict'
import { BundleError, systemCode, systemWords, unreadable } from '../../src/bundle/errors.ts'

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })

describe('bundle/errors', () => {
  it('make one line of any text', () => {
    const error = new BundleError('a\r\nb\x1b[2Jc', 'bundle')
    assert.equal(error.message, 'a\\r\\nb\\x1b[2Jc')
    assert.equal(error.why, error.message)
  })

  it('tell the file in the message and not in the why', () => {
    const error = unreadable('t\n.zip', 'it is empty')
    assert.equal(error.message, 't\\n.zip is no bundle that can be read: it is empty')
    assert.deepEqual([error.why, error.guilty], ['it is empty', 'bundle'])
  })

  it('put a system error into words, and the rest by its code', () => {
    assert.equal(systemWords(full), 'the disk is full (ENOSPC)')
    assert.equal(systemWords(Object.assign(new Error('x'), { code: 'EIO', syscall: 'read' })), 'EIO')
  })

  it('take no library error for one of the system', () => {
    assert.equal(systemCode(Object.assign(new Error('x'), { code: 'Z_DATA_ERROR' })), null)
    assert.equal(systemWords('ENOSPC'), null)
  })
})
