import assert from 'node:assert/strict'
import { entriesFault, shownPath, type TakenEntry } from '../../src/bundle/zip-entries.ts'

const mebibyte = 1024 * 1024

function entry(change: Partial<TakenEntry> = {}): TakenEntry {
  const plain = {
    flags: 0x808,
    method: 8,
    attributes: (0o100644 << 16) >>> 0,
    bytes: 100,
    packedBytes: 50,
    headerAt: 0,
  }
  return { path: 'run.json', ...plain, ...change }
}

function fault(...entries: readonly TakenEntry[]): string | null {
  return entriesFault(entries, 4_000_000_000)
}

describe('bundle/zip-entries', () => {
  it('takes what a bundle holds', () => {
    assert.equal(fault(entry(), entry({ path: 'tapes/client/a.jsonl', headerAt: 200 })), null)
    assert.equal(fault(entry({ method: 0, packedBytes: 100, attributes: 0 })), null)
    assert.equal(fault(), null)
  })

  const wrong: readonly (readonly [RegExp, Partial<TakenEntry>])[] = [
    [/tapes\/client\/ is a folder/, { path: 'tapes/client/' }],
    [/is a link or a device/, { attributes: (0o120777 << 16) >>> 0 }],
    [/is a link or a device/, { attributes: (0o020666 << 16) >>> 0 }],
    [/\.\.\/run\.json has no place/, { path: '../run.json' }],
    [/C:\\\\x has no place/, { path: 'C:\\x' }],
    [/is encrypted/, { flags: 0x809 }],
    [/is encrypted/, { flags: 0x2808 }],
    [/packed in a way/, { method: 12 }],
    [/stored in two lengths/, { method: 0, packedBytes: 99 }],
    [/more than 1 GiB/, { bytes: 1024 * mebibyte + 1, packedBytes: 1024 * mebibyte }],
    [/a thousand times/, { bytes: 11 * mebibyte, packedBytes: 11_000 }],
  ]
  for (const [why, change] of wrong) {
    it(`refuses an entry: ${why.source}`, () => {
      assert.match(fault(entry(change)) ?? 'taken', why)
    })
  }

  it('takes what packs well as long as it is small', () => {
    assert.equal(fault(entry({ bytes: 9 * mebibyte, packedBytes: 100 })), null)
  })

  it('adds all sizes up', () => {
    const large = Array.from({ length: 5 }, (_, at) =>
      entry({
        path: `tapes/client/${at}.jsonl`,
        bytes: 1000 * mebibyte,
        packedBytes: 2 * mebibyte,
        headerAt: at * 3 * mebibyte,
      }),
    )
    assert.match(fault(...large) ?? 'taken', /more than 4 GiB/)
    assert.equal(fault(...large.slice(1)), null)
  })

  it('takes no name twice, in whatever case', () => {
    const first = entry({ path: 'environment/client/a' })
    assert.match(fault(first, entry({ path: 'environment/client/A', headerAt: 200 })) ?? '', /client\/A is there twice/)
  })

  it('takes no entries that share bytes with each other or with the directory', () => {
    const second = entry({ path: 'report.html', headerAt: 87 })
    assert.match(fault(second, entry()) ?? '', /run\.json reaches into/)
    assert.equal(fault({ ...second, headerAt: 88 }, entry()), null)
    assert.match(entriesFault([entry()], 87) ?? '', /run\.json reaches into/)
    assert.match(fault(entry(), entry({ path: 'report.html' })) ?? '', /reaches into/)
  })

  it('shows any name in one short line', () => {
    assert.equal(shownPath('a\r\n\x1b\xff'), 'a\\r\\n\\x1b\\xff')
    assert.equal(shownPath('x'.repeat(5000)).length, 83)
  })
})
