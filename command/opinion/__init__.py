"""舆情监控: what is said in public about the city, judged, answered and closed; whether the net was earlier than our report."""
