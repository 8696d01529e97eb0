"""The yearly report on disclosure (政府信息公开条例 arts. 49 and 50) in the national format (国办公开办函〔2021〕30号)."""
