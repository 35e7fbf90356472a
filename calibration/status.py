"""What the bank has: of each wave, and in hours; which findings cost how much."""


def say(place, bank):
    """The state of a species as lines."""
    for wave in place.drawn():
        rows = place.rows(bank, wave)
        animals = [sum(row["animals"] for row in found) for _, by_arm in rows
                   for found in by_arm.values()]
        place.tell(f"{place.species}: wave {wave}: {len(rows)} points, {len(animals)} arms, "
                   f"{sum(animals)} animals")
    mine = [row for row in bank.rows.values() if row["species"] == place.species]
    failed = [row for row in mine if "failed" in row]
    place.tell(f"bank: {len(mine)} rows, {len(failed)} failed, digest {bank.digest()}")
    place.tell(f"processor hours: {bank.hours(place.species):.3f} ({bank.hours():.3f} of all)")
    costs = {}
    for row in mine:
        if "failed" not in row:
            costs.setdefault((row["finding"], row["arm"]), []).append(row["cpu_s"] / row["animals"])
    for (finding, arm), each in sorted(costs.items(), key=lambda cost: -mean(cost[1])):
        place.tell(f"  {mean(each):7.2f} s an animal: {finding}, {arm}")


def mean(numbers):
    return sum(numbers) / len(numbers)
