/** The page's style: the system's own fonts, and colours for light and dark of enough contrast in both. */

const LINES = ['#0b62c4', '#b3440a', '#1a7a3c', '#8a2fa8', '#7a5b00', '#a01548']
const LINES_DARK = ['#7ab8ff', '#ffa366', '#6fdc94', '#d99bf0', '#e6c34d', '#ff8fb0']
const DASHES = ['none', '6 3', '2 3', '8 3 2 3', '12 4', '1 4']

function colours(values: readonly string[]): string {
  return values.map((value, index) => `--line-${index}: ${value};`).join(' ')
}

export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --soft: #57606a; --rule: #d5dae0; --less: #1a7a3c; --more: #b3440a; --noise: #8b949e; ${colours(LINES)} }
@media (prefers-color-scheme: dark) {
  :root { --back: #0f1318; --text: #e6edf3; --soft: #9aa5b1; --rule: #333b45; --less: #4cc47c; --more: #ff9a5c; --noise: #6e7681; ${colours(LINES_DARK)} }
}
body { margin: 0 auto; max-width: 92rem; padding: 1rem 1.25rem 4rem; font: 16px/1.5 system-ui, sans-serif; background: var(--back); color: var(--text); }
h1, h2, h3 { line-height: 1.2; }
section { border-top: 1px solid var(--rule); margin-top: 2rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 1.5rem; align-items: start; margin: 0; }
.scroll { overflow-x: auto; }
svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--text); }
svg .tick { fill: var(--soft); font-size: 12px; }
svg .grid { stroke: var(--rule); }
svg .one { stroke: var(--text); }
svg .whisker { stroke: var(--text); stroke-width: 1.5; }
svg .less { fill: var(--less); }
svg .more { fill: var(--more); }
svg .noise { fill: var(--noise); }
svg polyline { fill: none; stroke-width: 2; }
${LINES.map((_, index) => `svg .line-${index} { stroke: var(--line-${index}); stroke-dasharray: ${DASHES[index]}; } svg .mark-${index} { fill: var(--line-${index}); }`).join('\n')}
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--rule); }
th:first-child { text-align: left; font-weight: normal; }
code { font: .875em ui-monospace, monospace; }
pre { overflow-x: auto; padding: .5rem .75rem; border: 1px solid var(--rule); }
.soft { color: var(--soft); }
nav ul { columns: 14rem; padding-left: 1.2rem; }
`
