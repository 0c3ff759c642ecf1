/**
 * XML as AWS's query and restXml protocols speak it: escaping for what is written, and a reader for what comes in. The
 * reader takes documents of elements, attributes and text in one pass, bounded in depth and number. A document type is
 * refused outright, so that there are no entities to expand and nothing to fetch: "billion laughs" is a syntax error.
 */
import { xmlDepthMax, xmlElementsMax } from "./limits.ts";

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string;
  /** By the names as they stand, prefixes included: `xsi:type`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, entities resolved, as it stands. */
  readonly text: string;
}

/** The text is no XML that can be read; which refusal that becomes is the protocol's business. */
export class MalformedXml extends Error {
  override readonly name = "MalformedXml";
}

// oxlint-disable-next-line no-control-regex
const special = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
// oxlint-disable-next-line no-control-regex
const specials = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text for between tags or within double quotes. Control characters become references, as S3 writes them in keys. */
export function escapeXml(text: string): string {
  return special.test(text) ? text.replace(specials, escapeOf) : text;
}

function escapeOf(character: string): string {
  switch (character) {
    case "&":
      return "&amp;";
    case "<":
      return "&lt;";
    case ">":
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return `&#x${character.charCodeAt(0).toString(16)};`;
  }
}

/** What every document begins with. */
export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

interface OpenElement {
  readonly name: string;
  /** As it stands in the start tag, to hold the end tag against. */
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The root element. Throws MalformedXml for anything that is not well-formed, has a document type, or is too deep or large. */
export function parseXml(text: string): XmlElement {
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const end = next < 0 ? text.length : next;
    if (end > at) addText(open.at(-1), text.slice(at, end));
    if (next < 0) break;
    if (text.startsWith("<!--", next)) {
      at = after(text, "-->", next + 4);
    } else if (text.startsWith("<![CDATA[", next)) {
      at = after(text, "]]>", next + 9);
      const inside = open.at(-1);
      if (inside === undefined) throw new MalformedXml("text outside of the root element");
      inside.text += text.slice(next + 9, at - 3);
    } else if (text.startsWith("<?", next)) {
      at = after(text, "?>", next + 2);
    } else if (text.startsWith("<!", next)) {
      throw new MalformedXml("document types are not accepted");
    } else if (text.startsWith("</", next)) {
      at = after(text, ">", next + 2);
      const closed = open.pop();
      if (closed === undefined || closed.tag !== text.slice(next + 2, at - 1).trimEnd()) throw new MalformedXml("an end tag has no start");
      if (open.length === 0) root = closed;
    } else {
      if (root !== undefined) throw new MalformedXml("there is more than one root element");
      if (++elements > xmlElementsMax) throw new MalformedXml(`more than ${xmlElementsMax} elements`);
      const tag = readStartTag(text, next + 1);
      const element: OpenElement = { name: localName(tag.name), tag: tag.name, attributes: tag.attributes, children: [], text: "" };
      open.at(-1)?.children.push(element);
      at = tag.end;
      if (!tag.empty) open.push(element);
      else if (open.length === 0) root = element;
      if (open.length > xmlDepthMax) throw new MalformedXml(`deeper than ${xmlDepthMax} elements`);
    }
  }
  if (root === undefined || open.length > 0) throw new MalformedXml("the document ends too early");
  return root;
}

function addText(inside: OpenElement | undefined, raw: string): void {
  if (inside !== undefined) inside.text += unescape(raw);
  else if (/[^ \t\r\n]/.test(raw)) throw new MalformedXml("text outside of the root element");
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  if (found < 0) throw new MalformedXml(`'${mark}' is missing`);
  return found + mark.length;
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}

interface StartTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly empty: boolean;
  /** Index of what follows. */
  readonly end: number;
}

const nameAt = /[\p{L}_:][\p{L}\p{N}_:.\u00b7-]*/uy;
const attributeAt = /[ \t\r\n]+([\p{L}_:][\p{L}\p{N}_:.\u00b7-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/uy;
const tagEndAt = /[ \t\r\n]*(\/?)>/y;
const noAttributes: ReadonlyMap<string, string> = new Map();

function readStartTag(text: string, from: number): StartTag {
  nameAt.lastIndex = from;
  const name = nameAt.exec(text)?.[0];
  if (name === undefined) throw new MalformedXml("a tag has no name");
  let at = nameAt.lastIndex;
  let attributes: Map<string, string> | undefined;
  for (;;) {
    attributeAt.lastIndex = at;
    const found = attributeAt.exec(text);
    if (found === null) break;
    at = attributeAt.lastIndex;
    attributes ??= new Map();
    const attribute = found[1] ?? "";
    if (attributes.has(attribute)) throw new MalformedXml("an attribute is there twice");
    attributes.set(attribute, unescape(found[2] ?? found[3] ?? ""));
  }
  tagEndAt.lastIndex = at;
  const end = tagEndAt.exec(text);
  if (end === null) throw new MalformedXml("a start tag does not end");
  return { name, attributes: attributes ?? noAttributes, empty: end[1] === "/", end: tagEndAt.lastIndex };
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Resolves the five entities of XML and character references; line ends become one sign (XML 1.0, 2.11). */
function unescape(raw: string): string {
  const text = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,16})(;?)/g, (_all, name: string, end: string) => {
    const plain = end === ";" && Object.hasOwn(named, name) ? named[name] : undefined;
    if (plain !== undefined) return plain;
    const digits = end === ";" ? /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name) : null;
    const point = digits === null ? -1 : digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
    if (point < 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw new MalformedXml("an entity is not known");
    return String.fromCodePoint(point);
  });
}
