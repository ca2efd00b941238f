import assert from 'node:assert/strict'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { markupOf } from '../../src/page/html.ts'
import { stationsOf } from '../../src/page/path.ts'
import { pathHtml } from '../../src/page/path-picture.ts'
import { asa, finding } from '../report/examples.ts'
import { nasty } from './samples.ts'

describe('page/path-picture', () => {
  const stations = stationsOf(asa, gatheredFindings(asa))

  it('draws every station in both forms, with a name and a description', () => {
    const page = markupOf(pathHtml(stations))
    assert.equal(page.match(/<svg /g)?.length, 2)
    assert.equal(page.match(/<rect /g)?.length, 2 * stations.length)
    assert.equal(page.match(/<title id="path-\w+-title">/g)?.length, 2)
    assert.match(page, /<desc id="path-across-desc">From the client to the server:/)
    assert.match(
      page,
      /<figcaption>Where between the two ends it stands, and on whose side, is not proved\.<\/figcaption>/,
    )
  })

  it('keeps every box inside of the picture, and the text of a box in it', () => {
    const page = markupOf(pathHtml(stations))
    const [svg = ''] = page.split('</svg>')
    const [, width = 0, height = 0] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)?.map(Number) ?? []
    const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(it =>
      it.slice(1).map(Number),
    )
    assert.equal(boxes.length, stations.length)
    for (const [x = 0, y = 0, w = 0, h = 0] of boxes) assert.ok(x + w <= width && y + h <= height)
    for (const [, y] of svg.matchAll(/<text class="\w+" x="[\d.]+" y="(\d+)"/g)) assert.ok(Number(y) < height)
  })

  it('escapes and shortens what is too long', () => {
    const device = { name: `${nasty}${'long '.repeat(200)}`, feature: nasty, proof: 'text' as const, source: '' }
    const report = { ...asa, findings: [finding({ device })] }
    const page = markupOf(pathHtml(stationsOf(report, gatheredFindings(report))))
    assert.doesNotMatch(page, /<script|<img|[\0\u202e\ud800]/)
    assert.match(page, /…<\/text>/)
  })
})
