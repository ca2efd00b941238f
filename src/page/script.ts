/**
 * The page's one small script: filter a list, fold and unfold, copy the letter, open what a link leads to. The page can
 * be read without it. It is a text here, because its digest must be known to the page.
 */

/** The script as it stands in the page. It must hold no end tag. */
export const pageScript = `'use strict'
const all = (selector, root = document) => [...root.querySelectorAll(selector)]

for (const bar of all('[data-filter]')) {
  const name = bar.dataset.filter
  const list = document.querySelector('[data-list="' + name + '"]')
  const none = document.querySelector('[data-none="' + name + '"]')
  const items = all('[data-kind]', list)
  const texts = new Map()
  const textOf = item => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase())
    return texts.get(item)
  }
  const value = by => bar.querySelector('[data-by="' + by + '"]').value
  const apply = () => {
    const kind = value('kind')
    const direction = value('direction')
    const text = value('text').trim().toLowerCase()
    let shown = 0
    for (const item of items) {
      const fits =
        (kind === '' || item.dataset.kind.split('|').includes(kind)) &&
        (direction === '' || item.dataset.direction.split('|').includes(direction)) &&
        (text === '' || textOf(item).includes(text))
      if (item.hidden === fits) item.hidden = !fits
      if (fits) shown++
    }
    none.hidden = shown > 0
    bar.querySelector('output').textContent = shown === items.length ? '' : shown + ' of ' + items.length + ' shown'
  }
  let timer
  bar.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(apply, 80)
  })
  bar.hidden = false
}

for (const button of all('[data-fold]')) {
  button.addEventListener('click', () => {
    const open = button.textContent === 'Unfold all'
    for (const details of all('details')) details.open = open
    button.textContent = open ? 'Fold all' : 'Unfold all'
  })
  button.hidden = false
}

for (const button of all('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  const said = button.parentElement.querySelector('output')
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(source.textContent)
      said.textContent = 'Copied.'
    } catch {
      getSelection().selectAllChildren(source)
      said.textContent = document.execCommand('copy') ? 'Copied.' : 'Marked: copy it with your keyboard.'
    }
  })
  button.parentElement.hidden = false
}

const reveal = () => {
  const target = document.getElementById(location.hash.slice(1))
  if (target === null) return
  target.hidden = false
  for (let at = target; at !== null; at = at.parentElement) if (at.localName === 'details') at.open = true
  target.scrollIntoView()
}
addEventListener('hashchange', reveal)
if (location.hash !== '') reveal()

let folded = []
addEventListener('beforeprint', () => {
  folded = all('details:not([open])')
  for (const details of folded) details.open = true
})
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false
})
`
