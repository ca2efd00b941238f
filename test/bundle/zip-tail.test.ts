import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BundleError } from '../../src/bundle/errors.ts'
import { openFile, readAt, readError, readTail, type ZipTail } from '../../src/bundle/zip-tail.ts'
import { end64, type HostileEnd, hostileZip, stored } from '../support/zip-hostile.ts'
import { scratchFolder } from './small-bundle.ts'

const folder = scratchFolder()
const file = join(folder, 'a.zip')
const entry = stored('run.json', '{}')

function tailOf(bytes: Uint8Array): ZipTail {
  writeFileSync(file, bytes)
  const opened = openFile(file)
  try {
    return readTail(file, opened)
  } finally {
    closeSync(opened)
  }
}

function fault(bytes: Uint8Array): string {
  try {
    tailOf(bytes)
  } catch (error) {
    assert.ok(error instanceof BundleError)
    return error.why
  }
  return 'taken'
}

describe('bundle/zip-tail', () => {
  it('reads where the directory stands', () => {
    const tail = { entries: 1, directoryAt: 40, directoryBytes: 54, endAt: 94, fileBytes: 116 }
    assert.deepEqual(tailOf(hostileZip([entry])), tail)
  })

  const wrong: readonly (readonly [RegExp, HostileEnd])[] = [
    [/has a comment|no zip archive/, { comment: Buffer.from('x') }],
    [/its directory is not where/, { directoryAt: 39 }],
    [/its directory is not where/, { directoryBytes: 0xffffffff }],
    [/its directory is not where/, { before: Buffer.from('x') }],
    [/20001 entries, and 20000 are the limit/, { entries: 20_001 }],
    [/shorter than its entries/, { entries: 2 }],
  ]
  for (const [why, end] of wrong) {
    it(`says: ${why.source}`, () => {
      assert.match(fault(hostileZip([entry], end)), why)
    })
  }

  it('refuses the 64-bit extension, whatever it says', () => {
    const before = end64(2n ** 63n, 2n ** 62n, 2n ** 60n)
    assert.match(fault(hostileZip([entry], { before, directoryBytes: 54 + before.length })), /64-bit extension/)
  })

  it('refuses several disks', () => {
    const bytes = hostileZip([entry])
    bytes.writeUInt16LE(1, bytes.length - 18)
    assert.match(fault(bytes), /several disks/)
  })

  it('calls whatever has no end no zip archive', () => {
    for (const bytes of ['', 'PK', 'x'.repeat(100)]) assert.match(fault(Buffer.from(bytes)), /no zip archive/)
    assert.match(fault(hostileZip([entry]).subarray(0, -1)), /no zip archive, or its end is missing/)
  })

  it('opens plain files only, and waits for nobody', () => {
    assert.throws(() => openFile(folder), /no plain file|it is a directory/)
    assert.throws(
      () => openFile(join(folder, 'none\n')),
      /^BundleError: cannot read .*none\\n: no such file or directory/,
    )
    if (process.platform === 'win32') return
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    assert.throws(() => openFile(pipe), /no plain file/)
  })

  it('reads no further than the file', () => {
    writeFileSync(file, 'abc')
    const opened = openFile(file)
    assert.equal(readAt(opened, 1, 10).toString(), 'bc')
    assert.equal(readAt(opened, 9, 10).length, 0)
    closeSync(opened)
  })

  it('shows nothing of a library\u2019s words', () => {
    const error = readError('f.zip', new Error('\x1b[2J bad'))
    assert.equal(error.message, 'f.zip is no bundle that can be read: the archive is broken')
  })
})
