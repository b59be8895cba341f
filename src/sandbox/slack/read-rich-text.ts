import { type JsonObject, objectsOf, stringOf } from './json.ts';
import { readDate } from './read-date.ts';
import type { Reader } from './read-text.ts';

/** Rich text as a person reads it. Nothing in it is markup. */
export function readRichText(block: JsonObject, reader: Reader): string {
  return objectsOf(block.elements)
    .map((element) => {
      if (element.type !== 'rich_text_list') return readInline(element, reader);
      const items = objectsOf(element.elements).map((item) => readInline(item, reader));
      return items.map((item, index) => `${element.style === 'ordered' ? `${index + 1}.` : '•'} ${item}`).join('\n');
    })
    .join('\n');
}

function readInline(section: JsonObject, reader: Reader): string {
  return objectsOf(section.elements)
    .map((element) => {
      const text = stringOf(element.text);
      switch (element.type) {
        case 'user':
          return `@${reader.personName(String(element.user_id))}`;
        case 'channel':
          return `#${reader.channelName(String(element.channel_id))}`;
        case 'usergroup':
          return `@${reader.groupHandle(String(element.usergroup_id))}`;
        case 'broadcast':
          return `@${String(element.range)}`;
        case 'emoji':
          return `:${String(element.name)}:`;
        case 'link':
          return text === undefined ? String(element.url) : `${text} (${String(element.url)})`;
        case 'date':
          return readDate(Number(element.timestamp), String(element.format), reader) ?? String(element.fallback ?? '');
        default:
          return text ?? '';
      }
    })
    .join('');
}
