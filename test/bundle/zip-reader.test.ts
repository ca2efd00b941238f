import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { BundleError } from '../../src/bundle/errors.ts'
import { openZip, type ZipReader } from '../../src/bundle/zip-reader.ts'
import { sha256Hex } from '../../src/bytes.ts'
import { end64, extra64, type HostileEntry, honest, hostileZip, stored } from '../support/zip-hostile.ts'
import { contents, scratchFolder, writeBundle } from './small-bundle.ts'

const folder = scratchFolder()
const file = join(folder, 'a.zip')

async function withZip<T>(bytes: Uint8Array, work: (reader: ZipReader) => Promise<T>): Promise<T> {
  writeFileSync(file, bytes)
  const reader = await openZip(file)
  try {
    return await work(reader)
  } finally {
    reader.close()
  }
}

/** Opens it and unpacks all. */
function readAll(bytes: Uint8Array): Promise<readonly string[]> {
  return withZip(bytes, async reader => {
    const digests: string[] = []
    for (const { path } of reader.entries()) digests.push((await reader.digest(path)).sha256)
    return digests
  })
}

/** The one line that is said of it; any other error fails the test. */
async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await readAll(bytes)
  } catch (error) {
    assert.ok(error instanceof BundleError, String(error))
    assert.match(error.message, /^[\x20-\x7e]*$/)
    assert.equal(error.guilty, 'bundle')
    return error.why
  }
  return 'taken'
}

const zeros = (bytes: number) => deflateRawSync(Buffer.alloc(bytes))

const hostile: Readonly<Record<string, readonly [RegExp, readonly HostileEntry[]]>> = {
  'a bomb that tells its size': [
    /a thousand times/,
    [{ ...honest('run.json', ''), body: zeros(50_000_000), bytes: 50_000_000 }],
  ],
  'a bomb that tells a small size': [/damaged/, [{ ...honest('run.json', ''), body: zeros(50_000_000), bytes: 100 }]],
  'a size of 4 GiB': [/more than 1 GiB/, [{ ...honest('run.json', 'a'), bytes: 0xffffffff }]],
  'a packed size of 4 GiB': [/reaches into/, [{ ...honest('run.json', 'a'), packed: 0xfffffffe }]],
  'less than it says': [/damaged/, [{ ...honest('run.json', 'abc'), bytes: 4 }]],
  'a wrong CRC': [/damaged/, [{ ...stored('run.json', 'abc'), crc: 1 }]],
  'data that is not deflated': [/damaged/, [{ ...honest('run.json', 'abc'), body: Buffer.alloc(50, 255) }]],
  'deflated data that breaks off': [
    /damaged/,
    [{ ...honest('run.json', ''), body: deflateRawSync(randomBytes(999)).subarray(0, 500), bytes: 999 }],
  ],
  'a path that leads out': [/has no place/, [stored('../../etc/passwd', 'x')]],
  'an absolute path': [/has no place/, [stored('/etc/passwd', 'x')]],
  'a path of another system': [/has no place/, [stored('tapes\\client\\a.jsonl', 'x')]],
  'a name of control characters': [/\\x1b\[2J has no place/, [stored('\x1b[2J', 'x')]],
  'a name in another field': [/has no place/, [{ ...stored('x', 'x'), extra: unicodeName('x', 'run.json') }]],
  'a name twice': [/is there twice/, [stored('run.json', 'a'), stored('run.json', 'b')]],
  'a link': [/is a link/, [{ ...stored('run.json', '/etc/passwd'), attributes: (0o120777 << 16) >>> 0 }]],
  'a folder': [/is a folder/, [stored('tapes/', '')]],
  'entries that share their bytes': [
    /reaches into/,
    [honest('run.json', 'x'.repeat(500)), { ...honest('report.html', 'x'.repeat(500)), headerAt: 0 }],
  ],
  'a header that is none': [/archive is broken|damaged|reaches into/, [{ ...stored('run.json', 'x'), headerAt: 1 }]],
  'a header behind the end': [/reaches into/, [{ ...stored('run.json', 'x'), headerAt: 0xfffffff0 }]],
  '64-bit sizes without bounds': [
    /more than 1 GiB/,
    [{ ...honest('run.json', 'x'), bytes: 0xffffffff, packed: 0xffffffff, extra: extra64(2n ** 63n, 2n ** 63n, 0n) }],
  ],
  'a 64-bit offset without bounds': [
    /reaches into/,
    [{ ...stored('run.json', 'x'), headerAt: 0xffffffff, extra: extra64(2n ** 62n, 0n, 0n) }],
  ],
  'an extra field that is longer than it is': [
    /archive is broken/,
    [{ ...stored('run.json', 'x'), extra: Buffer.from('0100ffff', 'hex') }],
  ],
}

describe('bundle/zip-reader', () => {
  it('gives entries, texts, pieces and digests', async () => {
    await writeBundle(file)
    await withZip(readFileSync(file), async reader => {
      assert.deepEqual(
        reader.entries().map(it => it.path),
        [...Object.keys(contents), 'manifest.json'],
      )
      const path = 'tapes/client/in-25.jsonl'
      const text = contents[path] ?? assert.fail()
      assert.equal(await reader.text(path, text.length), text)
      const pieces: Uint8Array[] = []
      for await (const piece of reader.stream(path)) pieces.push(piece)
      assert.equal(Buffer.concat(pieces).toString(), text)
      const digest = { path, bytes: text.length, sha256: sha256Hex(Buffer.from(text)) }
      assert.deepEqual(await reader.digest(path), digest)
    })
  })

  it('reads what another program packed again, if it is honest', async () => {
    const data = 'x'.repeat(100_000)
    assert.deepEqual(await readAll(hostileZip([stored('run.json', '{}'), honest('report.html', data)])), [
      sha256Hex(Buffer.from('{}')),
      sha256Hex(Buffer.from(data)),
    ])
  })

  it('refuses a text that is too long, is no UTF-8, or is not there', async () => {
    const latin = { ...stored('run.json', ''), body: Buffer.from([0xe4]) }
    await withZip(hostileZip([latin, stored('report.html', 'abc')]), async reader => {
      await assert.rejects(reader.text('report.html', 2), /report\.html: it is too long/)
      await assert.rejects(reader.text('run.json', 9), /run\.json: it is no UTF-8 text/)
      await assert.rejects(reader.text('summary.md', 9), /holds no summary\.md/)
    })
  })

  it('lets go of a file that nobody reads to its end', async () => {
    await withZip(hostileZip([honest('run.json', randomBytes(400_000).toString('hex'))]), async reader => {
      for (let times = 0; times < 50; times++) {
        for await (const piece of reader.stream('run.json')) {
          assert.ok(piece.length > 0)
          break
        }
      }
      assert.equal((await reader.digest('run.json')).bytes, 800_000)
    })
  })

  for (const [what, [why, entries]] of Object.entries(hostile)) {
    it(`refuses ${what}`, async () => {
      assert.match(await refusal(hostileZip(entries)), why)
    })
  }

  it('refuses a 64-bit directory, wherever it points', async () => {
    for (const at of [0n, 2n ** 40n, 2n ** 63n, 2n ** 64n - 1n]) {
      const before = end64(at, at, at)
      assert.match(await refusal(hostileZip([stored('run.json', 'x')], { before })), /not where its end record says/)
      const directoryBytes = 46 + 'run.json'.length + before.length
      assert.match(await refusal(hostileZip([stored('run.json', 'x')], { before, directoryBytes })), /64-bit/)
    }
  })

  it('refuses an archive that breaks off anywhere', async () => {
    const whole = hostileZip([honest('run.json', '{}'), honest('report.html', '<p>')])
    for (let length = 0; length < whole.length; length++) {
      assert.match(await refusal(whole.subarray(0, length)), /no zip archive, or its end is missing/)
    }
  })

  it('gives bytes or a BundleError for an archive with any bytes changed', async () => {
    const whole = hostileZip([honest('run.json', '{"a":1}'.repeat(9)), stored('report.html', '<p>')])
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async changes => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes.writeUInt8(value, at)
        assert.ok(await refusal(bytes))
      }),
      { seed: 20250601, numRuns: 600 },
    )
  })

  it('gives a BundleError for any bytes', async () => {
    const end = Buffer.from('504b0506', 'hex')
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ minLength: 18, maxLength: 18 })).map(parts => {
        return Buffer.concat([parts[0], end, parts[1]])
      }),
    )
    await fc.assert(
      fc.asyncProperty(any, async bytes => {
        assert.notEqual(await refusal(bytes), 'taken')
      }),
      { seed: 20250601, numRuns: 300 },
    )
  })

  it('unpacks a bomb no further than its said size', async () => {
    const body = zeros(200_000_000)
    const before = process.memoryUsage().external
    const startedAt = performance.now()
    assert.match(await refusal(hostileZip([{ ...honest('run.json', ''), body, bytes: 10_000_000 }])), /damaged/)
    assert.ok(performance.now() - startedAt < 3000)
    assert.ok(process.memoryUsage().external - before < 60_000_000)
  })
})

/** The field of Info-ZIP that gives an entry another name (0x7075). */
function unicodeName(name: string, other: string): Buffer {
  const field = Buffer.alloc(9)
  field.writeUInt16LE(0x7075, 0)
  field.writeUInt16LE(5 + other.length, 2)
  field.writeUInt8(1, 4)
  field.writeUInt32LE(crc32(name), 5)
  return Buffer.concat([field, Buffer.from(other)])
}
