/** The language server's Markdown as elements: paragraphs, fences, lists, code, bold. Text stays text: nothing in it becomes markup. */

export function renderMarkdown(source: string): HTMLElement {
  const root = document.createElement('div');
  root.className = 'doc';
  for (const block of source.split(/(```[a-z]*\n[\s\S]*?\n```)/)) {
    const fence = /^```[a-z]*\n([\s\S]*)\n```$/.exec(block);
    if (fence !== null) {
      const pre = document.createElement('pre');
      pre.textContent = fence[1] ?? '';
      root.append(pre);
      continue;
    }
    for (const paragraph of block.split(/\n{2,}/))
      if (paragraph.trim() !== '') root.append(textBlock(paragraph.trim()));
  }
  return root;
}

function textBlock(text: string): HTMLElement {
  const lines = text.split('\n');
  if (!lines.every((line) => line.startsWith('- '))) {
    const paragraph = document.createElement('p');
    paragraph.append(...inline(text));
    return paragraph;
  }
  const list = document.createElement('ul');
  for (const line of lines) {
    const item = document.createElement('li');
    item.append(...inline(line.slice(2)));
    list.append(item);
  }
  return list;
}

function inline(text: string): (Node | string)[] {
  return text.split(/(`[^`]*`|\*\*[^*]+\*\*)/).map((part) => {
    const [name, inner] = part.startsWith('`') ? ['code', part.slice(1, -1)] : ['strong', part.slice(2, -2)];
    if (!/^(?:`[^`]*`|\*\*[^*]+\*\*)$/.test(part)) return part;
    const element = document.createElement(name);
    element.textContent = inner;
    return element;
  });
}
