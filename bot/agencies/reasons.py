"""Why an agency was chosen, in words a citizen and a clerk can both check."""

from bot.agencies.models import Agency, Duty, Profile

NOTHING = "没有找到对得上的职责，请人工判断"


def why(profile: Profile, agency: Agency, duty: Duty | None, words: tuple[str, ...], named: str | None, learned: bool) -> str:
    """One line: named outright, the duty with the words it was found by, its law, the key area it leads."""
    reasons = [f"点名：{named}"] if named else []
    if duty is not None and words:
        reasons.append(f"职责：{duty.name}（提到{''.join(f'“{word}”' for word in words)}）")
        reasons += [f"依据：{duty.basis}"] if duty.basis else []
        reasons += [f"重点领域：{area}（{source}）" for area, source in areas(profile, agency, duty)]
    if learned:
        reasons.append("本地以往的办理情况")
    return "；".join(reasons) or NOTHING


def areas(profile: Profile, agency: Agency, duty: Duty) -> list[tuple[str, str]]:
    """Key areas of disclosure that the agency leads and the duty belongs to, each with its notice."""
    text = duty.name + " ".join(duty.says)
    return [(area.name, area.fact.source) for area in profile.key_areas if agency.id in area.lead and _shares(area.name, text)]


def _shares(name: str, text: str) -> bool:
    return any(name[start : start + 2] in text for start in range(len(name) - 1))
