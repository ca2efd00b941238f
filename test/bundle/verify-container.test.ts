import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import type { Container } from '../../src/bundle/statement.ts'
import { checkContainer } from '../../src/bundle/verify-container.ts'
import { openZip } from '../../src/bundle/zip-reader.ts'
import { type PackedRange, readStructure } from '../../src/bundle/zip-structure.ts'
import { sha256Hex } from '../../src/bytes.ts'
import { contents, scratchFolder, statementOf, writeBundle } from './small-bundle.ts'

const folder = scratchFolder()
const file = join(folder, 'a.zip')

async function problems(container: Container | null, merger: Container | null = null): Promise<string[]> {
  const reader = await openZip(file)
  try {
    const ends = [statementOf('responder', [], null), statementOf('client', [], container)]
    const statements = merger === null ? ends : [...ends, statementOf('merger', [], merger)]
    const found = await checkContainer(file, reader, readStructure(file), statements)
    return found.map(it => `${it.part}: ${it.text}`)
  } finally {
    reader.close()
  }
}

describe('bundle/verify-container', () => {
  let whole: Buffer
  let container: Container
  let ranges: readonly PackedRange[]

  before(async () => {
    await writeBundle(file, { ...contents, 'report.html': 'many words '.repeat(50_000) })
    whole = readFileSync(file)
    const structure = readStructure(file)
    ranges = structure.ranges
    container = { bytes: structure.manifestAt, sha256: sha256Hex(whole.subarray(0, structure.manifestAt)) }
  })

  /** The last byte of a packed form with one of its unused bits set, which changes nothing of what it unpacks to. */
  function loose({ at, bytes }: PackedRange): number | null {
    const packed = whole.subarray(at, at + bytes)
    const last = packed.readUInt8(bytes - 1) | 0x80
    const other = Buffer.concat([packed.subarray(0, -1), Uint8Array.of(last)])
    try {
      return !other.equals(packed) && inflateRawSync(other).equals(inflateRawSync(packed)) ? last : null
    } catch {
      return null
    }
  }

  function padded(count: number): string[] {
    const bytes = Buffer.from(whole)
    const chosen = ranges.slice(0, -1).filter(it => loose(it) !== null)
    assert.ok(chosen.length >= 2, 'these contents leave no bit unused')
    for (const it of chosen.slice(0, count)) bytes.writeUInt8(loose(it) ?? 0, it.at + it.bytes - 1)
    writeFileSync(file, bytes)
    return chosen.slice(0, count).map(it => it.path)
  }

  it('takes the bytes that were signed', async () => {
    padded(0)
    assert.deepEqual(await problems(container), [])
  })

  it('names the file whose packed bytes hold the change', async () => {
    const [path] = padded(1)
    assert.deepEqual(await problems(container), [
      `${path}: its packed bytes in the archive were changed; what they unpack to is as it was signed`,
    ])
  })

  it('names the archive when it is more than one, or another archive', async () => {
    padded(2)
    assert.match((await problems(container)).join(), /^archive: its packed bytes were changed/)
    padded(0)
    assert.match((await problems({ ...container, bytes: container.bytes - 1 })).join(), /^archive: its packed bytes/)
  })

  it('takes the merger’s word alone where there is one: the halves were written into other archives', async () => {
    padded(0)
    const elsewhere = { ...container, bytes: container.bytes - 1 }
    assert.deepEqual(await problems(elsewhere, container), [])
    assert.match((await problems(container, elsewhere)).join(), /^archive: its packed bytes/)
  })

  it('wants a half that says what the bytes must be', async () => {
    assert.deepEqual(await problems(null), ['archive: no half says what its bytes must be'])
  })
})
