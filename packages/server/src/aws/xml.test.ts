import assert from "node:assert/strict";
import test from "node:test";
import { XMLParser } from "fast-xml-parser";
import fc from "fast-check";
import { xmlDepthMax } from "./limits.ts";
import { escapeXml, MalformedXml, parseXml, type XmlElement } from "./xml.ts";

test("elements, attributes, text, CDATA, comments and instructions are read", () => {
  const root = parseXml(
    `\ufeff<?xml version="1.0"?>\n<!-- a --><ns:A xmlns:ns='urn:x' b="1 &amp; 2"> x<B/><![CDATA[<raw>]]><C >&#x41;&#66;&lt;</C >\r\n</ns:A>\n`,
  );
  assert.equal(root.name, "A");
  assert.deepEqual(
    [...root.attributes],
    [
      ["xmlns:ns", "urn:x"],
      ["b", "1 & 2"],
    ],
  );
  assert.equal(root.text, " x<raw>\n");
  assert.deepEqual(
    root.children.map(({ name, text }) => [name, text]),
    [
      ["B", ""],
      ["C", "AB<"],
    ],
  );
});

test("what is not well-formed is refused", () => {
  for (const text of [
    "",
    "text",
    "<a>",
    "<a></b>",
    "<a/><b/>",
    "<a/>x",
    "x<a/>",
    "</a>",
    "<a b=1/>",
    "<a b='1' b='2'/>",
    "<a b='<'/>",
    "<a>&nbsp;</a>",
    "<a>&#xD800;</a>",
    "<a>& b</a>",
    "<a><!-- </a>",
    "<a><![CDATA[ </a>",
    "< a/>",
    "<1/>",
  ]) {
    assert.throws(() => parseXml(text), MalformedXml, text);
  }
});

test("a document type is refused, whatever it declares", () => {
  const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><a>&lol2;</a>`;
  assert.throws(() => parseXml(laughs), MalformedXml);
  assert.throws(() => parseXml(`<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`), MalformedXml);
  assert.throws(() => parseXml(`<a><!ENTITY x "y"></a>`), MalformedXml);
});

test("depth is bounded, and long documents take linear time", () => {
  assert.throws(() => parseXml("<a>".repeat(xmlDepthMax + 1) + "</a>".repeat(xmlDepthMax + 1)), MalformedXml);
  assert.throws(() => parseXml("<a>".repeat(1_000_000)), MalformedXml);
  assert.throws(() => parseXml(`<a ${"b ".repeat(1_000_000)}`), MalformedXml);
  assert.throws(() => parseXml(`<a>${"&".repeat(1_000_000)}</a>`), MalformedXml);
  assert.throws(() => parseXml(`<a ${" ".repeat(1_000_000)}b`), MalformedXml);
});

test("what was escaped is read back as it was, control characters too", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.equal(parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`).text, text);
    }),
  );
});

test("it reads what another parser reads", () => {
  const name = fc.constantFrom("a", "b", "Key", "x-y", "_z");
  const text = fc.string({ unit: fc.constantFrom("a", "0", "<", "&", ">", '"', "é", "\u{1f600}") });
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc
      .tuple(name, fc.array(fc.oneof({ depthSize: "small" }, text.map(escapeXml), tie("node")), { maxLength: 4 }))
      .map(([tag, inside]) => `<${tag}>${inside.join("")}</${tag}>`),
  }));
  const other = new XMLParser({ preserveOrder: true, trimValues: false, parseTagValue: false });
  fc.assert(
    fc.property(node, (document) => {
      assert.deepEqual([plainOf(parseXml(document))], (other.parse(document) as Parsed[]).map(plainOfOther));
    }),
  );
});

interface Plain {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Plain[];
}
type Parsed = Readonly<Record<string, readonly Parsed[] | string>>;

function plainOf({ name, text, children }: XmlElement): Plain {
  return { name, text, children: children.map(plainOf) };
}

function plainOfOther(node: Parsed): Plain {
  const [name = "", inside] = Object.entries(node)[0] ?? [];
  const nodes = inside as readonly Parsed[];
  return {
    name,
    text: nodes.map((one) => String(one["#text"] ?? "")).join(""),
    children: nodes.filter((one) => one["#text"] === undefined).map(plainOfOther),
  };
}
