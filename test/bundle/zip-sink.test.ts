import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BundleError } from '../../src/bundle/errors.ts'
import { writeError, zipSink } from '../../src/bundle/zip-sink.ts'
import { sha256Hex } from '../../src/bytes.ts'
import { scratchFolder } from './small-bundle.ts'

const folder = scratchFolder()

describe('bundle/zip-sink', () => {
  it('counts and digests what it wrote, and gives it its name', async () => {
    const file = join(folder, 'a')
    const sink = zipSink(file)
    for (const piece of ['one', 'two', 'three']) sink.stream.write(Buffer.from(piece))
    const ended = new Promise(resolve => sink.stream.once('finish', resolve))
    sink.stream.end()
    await ended
    assert.deepEqual(sink.soFar(), { bytes: 11, sha256: sha256Hex(Buffer.from('onetwothree')) })
    assert.equal(existsSync(file), false)
    await sink.keep()
    assert.equal(readFileSync(file, 'utf8'), 'onetwothree')
  })

  it('sees an end whose bytes come in pieces, and one that has come already', async () => {
    const sink = zipSink(join(folder, 'b'))
    const test = (tail: Buffer, bytes: number) => bytes === 20 && tail.equals(Buffer.from('0123456789abcdef'))
    const seen = sink.endsWith(test)
    for (const piece of ['head', '01', '23456789abcde', 'f']) sink.stream.write(Buffer.from(piece))
    await seen
    await sink.endsWith(test)
    await sink.drop()
    assert.equal(existsSync(`${join(folder, 'b')}.${process.pid}.part`), false)
  })

  it('fails its stream with one line where it cannot write, and drops without a word', async () => {
    const sink = zipSink(join(folder, 'none', 'c'))
    const failed = new Promise<Error>(resolve => sink.stream.once('error', resolve))
    sink.stream.write(Buffer.from('x'))
    const error = await failed
    assert.ok(error instanceof BundleError)
    assert.match(error.message, /^cannot write the bundle .*ENOENT\); nothing was left half-written$/)
    await sink.drop()
  })

  it('keeps an error that has its words already', () => {
    const error = new BundleError('x', 'us')
    assert.equal(writeError('f', error), error)
    assert.match(writeError('f', 'odd').message, /^cannot write the bundle f: unknown error; nothing/)
  })
})
