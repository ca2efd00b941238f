/**
 * The page in a real browser, from a file, as a reader opens it: it says nothing on the console, asks nobody for
 * anything, can be read without a script and on a telephone, and stays usable when it is long.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { type PageInput, renderPage } from '../../src/page/page.ts'
import { asaInput, asaTapes, longTapes, manyFindings, nasty } from '../page/samples.ts'
import { finding } from '../report/examples.ts'
import { realReport } from '../report/real.ts'

const executablePath = '/usr/bin/chromium'
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe('the page in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  let folder: string
  let files = 0

  before(async function () {
    if (!existsSync(executablePath) && process.env.CI === undefined) {
      process.stderr.write(`there is no ${executablePath}: the page is not tested in a browser\n`)
      this.skip()
    }
    folder = await mkdtemp(join(tmpdir(), 'pathproof-page-'))
    browser = await chromium.launch({ executablePath, args })
  })

  after(async () => {
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  /** Writes the page, opens it, and lets `look` look; afterwards it must have said and asked nothing. */
  async function opened(
    input: PageInput,
    look: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const file = join(folder, `${files++}.html`)
    const handle = await open(file, 'w')
    for (const piece of renderPage(input)) await handle.write(piece)
    await handle.close()
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const said: string[] = []
    const asked: string[] = []
    page.on('console', message => said.push(message.text()))
    page.on('pageerror', error => said.push(error.message))
    page.on('request', request => asked.push(request.url()))
    const url = pathToFileURL(file).href
    await page.goto(url)
    try {
      await look(page)
      assert.deepEqual(said, [])
      assert.deepEqual(asked, [url])
    } finally {
      await context.close()
    }
  }

  const shown = (page: Page, selector: string) => page.locator(`:is(${selector}):visible`).count()

  it('opens from a file, with the verdict on the first screen', () =>
    opened(
      asaInput,
      async page => {
        assert.equal(await page.title(), 'FAULTY: path to 192.0.2.25, 2001:db8::25')
        for (const text of ['Whose side', 'no inspect esmtp', 'XXXXXXXA']) {
          const box = await page.getByText(text).first().boundingBox()
          assert.ok(box !== null && box.y < 900, text)
        }
        assert.equal(await page.locator('h1').count(), 1)
        const levels = (await page.locator('h1,h2,h3,h4').evaluateAll(all => all.map(it => it.localName))).map(it =>
          Number(it[1]),
        )
        for (const [at, level] of levels.entries())
          assert.ok(level <= (levels[at - 1] ?? 0) + 1, `heading ${at}: ${levels}`)
      },
      { viewport: { width: 1280, height: 900 } },
    ))

  it('shows every kind of change, its proof and what to type on the first screen', () =>
    opened(
      { ...asaInput, report: realReport('asa-esmtp'), tapes: [] },
      async page => {
        const texts = [
          'SMTP greeting overwritten',
          'EHLO keywords overwritten',
          'STARTTLS overwritten',
          'SMTP commands overwritten',
          'gives back every changed byte',
          'no inspect esmtp',
          'Incoming: the client calls the mail server',
          'it is on the side of this client',
        ]
        for (const text of texts) {
          const box = await page.getByText(text).first().boundingBox()
          assert.ok(box !== null && box.y + box.height <= 900, text)
        }
        assert.equal(await page.locator('.cards > li').count(), 4)
      },
      { viewport: { width: 1280, height: 900 } },
    ))

  it('shows every kind of change on the first screen where there are ten of them', () =>
    opened(
      { ...asaInput, report: realReport('transparent-proxy'), tapes: [] },
      async page => {
        const cards = page.locator('.cards > li')
        const titles = await cards.locator('h3 a').allTextContents()
        assert.equal(new Set(titles).size, titles.length)
        assert.ok(titles.length >= 8, `${titles.length}`)
        const box = await cards.last().boundingBox()
        assert.ok(box !== null && box.y + box.height <= 900, JSON.stringify(box))
      },
      { viewport: { width: 1280, height: 900 } },
    ))

  it('filters findings by kind, by direction and by text', () => {
    const findings = [
      finding({ key: 'a' }),
      finding({ key: 'b', severity: 'warning', direction: 'outgoing', device: null, summary: 'Another thing.' }),
      finding({ key: 'c', severity: 'warning', port: 26, device: null, summary: 'A third thing.' }),
    ]
    return opened({ ...asaInput, report: { ...asaInput.report, findings } }, async page => {
      const bar = page.locator('[data-filter="findings"]')
      const count = async (wanted: number) => {
        await until(async () => (await page.locator('article:not([hidden])').count()) === wanted)
        assert.equal(await shown(page, 'article'), wanted)
      }
      await bar.locator('[data-by="kind"]').selectOption('warning')
      await count(2)
      await bar.locator('[data-by="direction"]').selectOption('outgoing')
      await count(1)
      await bar.locator('[data-by="text"]').fill('THIRD')
      await count(0)
      assert.ok(await page.locator('[data-none="findings"]').isVisible())
      await bar.locator('[data-by="direction"]').selectOption('')
      await count(1)
      assert.equal(await bar.locator('output').textContent(), '1 of 3 shown')
    })
  })

  it('filters ports by verdict', () =>
    opened(asaInput, async page => {
      await page.locator('[data-filter="ports"] [data-by="kind"]').selectOption('altered')
      await until(async () => (await page.locator('.grid tbody tr[hidden]').count()) === 1)
      assert.deepEqual(await page.locator('.grid tbody tr:visible th').allTextContents(), ['25 smtp'])
    }))

  it('unfolds and folds all, and opens what a link leads to', () =>
    opened(asaInput, async page => {
      const open = () => page.locator('details[open]').count()
      await page.evaluate(`for (const it of document.querySelectorAll('details')) it.open = false`)
      await page.locator('a.line').first().click()
      await page.locator('details[open] tr:target').waitFor()
      assert.ok(await page.locator('tr:target').isVisible())
      const button = page.locator('[data-fold]')
      await button.click()
      assert.equal(await open(), await page.locator('details').count())
      await button.click()
      assert.equal(await open(), 0)
    }))

  it('copies the letter', () =>
    opened(asaInput, async page => {
      await page.locator('[data-copy]').click()
      await page.locator('#letter output:not(:empty)').waitFor()
      assert.match((await page.locator('#letter output').textContent()) ?? '', /Copied|Marked/)
    }))

  it('can be read without a script', () =>
    opened(
      asaInput,
      async page => {
        assert.equal(await shown(page, '.filter, .copy, [data-fold]'), 0)
        assert.ok(await page.locator('h1').isVisible())
        await page.locator('.hex summary').first().click()
        assert.ok(await page.locator('.hex[open] pre').first().isVisible())
        await page.locator('a.line').first().click()
        assert.ok(await page.locator('tr:target').isVisible())
      },
      { javaScriptEnabled: false },
    ))

  it('has no sideways scrolling on a narrow screen, whatever is in it', () => {
    const device = {
      name: 'N'.repeat(90),
      feature: nasty,
      proof: 'text' as const,
      source: 'https://example.test/'.repeat(9),
    }
    const findings = [
      ...asaInput.report.findings,
      finding({ key: 'x', device, summary: 'S'.repeat(400), remedy: `\`${'r'.repeat(200)}\` / \`b\`` }),
    ]
    return opened(
      { ...asaInput, report: { ...asaInput.report, findings } },
      async page => {
        await page.locator('[data-fold]').click()
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
      },
      { viewport: { width: 360, height: 700 } },
    )
  })

  it('shows the same in the dark, with enough contrast for the words', () =>
    opened(
      asaInput,
      async page => {
        const colour = (name: string) => page.evaluate(`getComputedStyle(document.body).${name}`)
        const [ink, paper] = [String(await colour('color')), String(await colour('backgroundColor'))]
        assert.ok(contrast(ink, paper) > 7, `${ink} on ${paper}`)
        assert.ok(contrast(paper, 'rgb(0, 0, 0)') < 2)
      },
      { colorScheme: 'dark' },
    ))

  it('is printed with everything unfolded', () =>
    opened(asaInput, async page => {
      await page.emulateMedia({ media: 'print' })
      assert.equal(await shown(page, '.filter, nav'), 0)
      await page.evaluate(`dispatchEvent(new Event('beforeprint'))`)
      assert.equal(await page.locator('details:not([open])').count(), 0)
      await page.evaluate(`dispatchEvent(new Event('afterprint'))`)
      assert.ok((await page.locator('details:not([open])').count()) > 0)
    }))

  it('runs nothing of what an enemy wrote', () => {
    const [client, responder] = asaTapes()
    const device = { name: nasty, feature: nasty, proof: 'text' as const, source: nasty }
    const report = {
      ...asaInput.report,
      run: {
        ...asaInput.report.run,
        notes: [nasty],
        families: [{ family: 4 as const, address: nasty, tested: true, reason: null }],
      },
      findings: [
        finding({
          device,
          summary: nasty,
          remedy: nasty,
          evidence: [
            {
              ...finding().evidence[0],
              session: 's-19',
              flow: 'answerer-to-dialer',
              layer: 'wire',
              place: nasty,
              sent: nasty,
              heard: nasty,
              offsets: { sent: 0, heard: 0 },
              edits: [],
            },
          ],
        }),
      ],
    }
    const tapes = [{ ...client, ending: { ...client.ending, code: nasty } }, responder]
    return opened({ ...asaInput, report, tapes }, async page => {
      assert.equal(await page.locator('script').count(), 1)
      assert.equal(await page.locator('img').count(), 0)
      assert.match((await page.locator('body').textContent()) ?? '', /<script>alert\(1\)<\/script>/)
    })
  })

  it('opens and filters ten thousand findings within seconds', () =>
    opened(manyFindings(10_000), async page => {
      const started = performance.now()
      await page.locator('[data-filter="findings"] [data-by="text"]').fill('number 7777 ')
      await page.locator('[data-filter="findings"] output', { hasText: '1 of 10000 shown' }).waitFor()
      assert.ok(performance.now() - started < 10_000)
      assert.equal(await shown(page, '.short li'), 1)
    }))

  it('opens a run with tapes of fifty megabytes, and says what it does not show', () =>
    opened(longTapes(50_000_000), async page => {
      assert.ok(
        await page
          .getByText(/lines with [\d,]+ bytes not shown/)
          .first()
          .isVisible(),
      )
    }))
})

/** The filter waits a little for the next letter. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, 'it never came to be so')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Ratio of two colours (WCAG 2.2, 1.4.3). */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance(colour: string): number {
  const parts = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(part => {
    const value = Number(part) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0)
}
