"""Reserves an item of an order in the warehouse."""


class WarehouseBusy(Exception):
    """Somebody else counts that shelf at the moment: ask again."""


seen = set()


def handler(event, context):
    item = event["item"]
    # Fragile things are checked by hand: a process that sees one for the first time says "later", and Retry comes back.
    key = (event["orderId"], item["sku"])
    if item.get("fragile") and key not in seen:
        seen.add(key)
        raise WarehouseBusy(f"{item['sku']} is being checked")
    return {"sku": item["sku"], "shelf": f"{chr(65 + event['position'])}{10 + item['quantity']}"}
