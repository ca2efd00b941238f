import assert from 'node:assert/strict'
import {
  bundleEnds,
  bundleFiles,
  captureOfTape,
  cyclePath,
  environmentPath,
  hostFile,
  isBundlePath,
  isOfEnd,
  isOfResponder,
  tapePath,
  wiresharkPath,
} from '../../src/bundle/layout.ts'

const outside = [
  '',
  '/',
  'x',
  '../manifest.json',
  'tapes/../manifest.json',
  'tapes/client/../x.jsonl',
  'tapes/client/..jsonl',
  '/tapes/client/a.jsonl',
  'C:/tapes/client/a.jsonl',
  'tapes\\client\\a.jsonl',
  'tapes/client/a\\b.jsonl',
  'tapes/client/a/b.jsonl',
  'tapes/client/',
  'tapes/client/a.txt',
  'tapes/server/a.jsonl',
  'tapes/client/.a.jsonl',
  'tapes/client/-a.jsonl',
  'tapes/client/a.jsonl\n',
  'tapes/client/a\0.jsonl',
  'tapes/client/\u00e4.jsonl',
  'halves/responder',
  'halves/server.json',
  'halves/client/a.json',
  'manifestXjson',
  'Manifest.json',
  'environment/client/a.',
  'environment/client/a ',
  `environment/client/${'a'.repeat(121)}`,
]

describe('bundle/layout', () => {
  it('takes every name that it makes', () => {
    const made = [tapePath('client', 'in-25'), wiresharkPath('responder', 'out-587.2'), environmentPath('client', 'a')]
    const names = [
      ...Object.values(bundleFiles),
      ...bundleEnds.map(cyclePath),
      ...made,
      hostFile('responder'),
      tapePath('client', 'a'.repeat(120)),
    ]
    assert.deepEqual(
      names.filter(name => !isBundlePath(name)),
      [],
    )
  })

  it('takes nothing else', () => {
    assert.deepEqual(outside.filter(isBundlePath), [])
  })

  it('knows what only the responder can vouch for', () => {
    const of = [
      'tapes/responder/a.jsonl',
      'environment/responder/a',
      'wireshark/responder/a.pcapng',
      'tapes/client/a.jsonl',
      'halves/responder.json',
    ]
    assert.deepEqual(of.map(isOfResponder), [true, true, false, false, true])
  })

  it('knows of each file whether one end alone can vouch for it', () => {
    for (const end of bundleEnds) {
      const other = end === 'client' ? 'responder' : 'client'
      for (const path of [tapePath(end, 'a'), hostFile(end), cyclePath(end)]) {
        assert.deepEqual([isOfEnd(end, path), isOfEnd(other, path)], [true, false], path)
      }
      const made = [...Object.values(bundleFiles), wiresharkPath(end, 'a')]
      assert.deepEqual(
        made.filter(path => isOfEnd(end, path)),
        [],
      )
    }
  })

  it('puts a capture where its tape stands', () => {
    assert.equal(captureOfTape(tapePath('client', 'in-25')), wiresharkPath('client', 'in-25'))
    assert.ok(isBundlePath(captureOfTape(tapePath('responder', 'a.jsonl'))))
  })
})
